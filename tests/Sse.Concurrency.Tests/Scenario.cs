namespace Sse.Concurrency.Tests;

/// <summary>Code that runs once for each schedule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">The code.</param>
/// <param name="TracksFields">Whether threads also take turns where fields are read and written. It takes longer.</param>
internal sealed record Scenario(string Name, Func<Task> Run, bool TracksFields = false);
