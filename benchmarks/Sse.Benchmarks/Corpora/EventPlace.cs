namespace Sse.Benchmarks;

/// <summary>Where an event of a corpus is, and the texts that it needs as strings.</summary>
/// <param name="End">The position after its blank line.</param>
/// <param name="Data">The position of its data. Data of several lines is one text here, which starts where the event does.</param>
/// <param name="DataLength">The length of its data, in bytes.</param>
/// <param name="Id">The position of its ID, if that differs from the one before.</param>
/// <param name="IdLength">The length of that ID, in bytes; zero if there is none.</param>
public readonly record struct EventPlace(int End, int Data, int DataLength, int Id, int IdLength);
