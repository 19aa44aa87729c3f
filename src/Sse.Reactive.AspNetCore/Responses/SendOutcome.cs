namespace Sse.Reactive.AspNetCore;

/// <summary>What becomes of a message.</summary>
internal enum SendOutcome
{
    /// <summary>Nothing: the stream is over, or it was not worth waiting.</summary>
    Refused,

    /// <summary>Whoever brought it is the writer now, and writes it.</summary>
    Write,

    /// <summary>It waits; there is a writer, who comes to it.</summary>
    Waits,

    /// <summary>It may not wait: the client is too slow, and the stream ends behind what waits.</summary>
    Overflow,
}
