namespace Sse.Benchmarks.EndToEnd;

/// <summary>How much the server sends at once.</summary>
internal enum Sending
{
    /// <summary>16 KiB, wherever that cuts the events.</summary>
    Blocks,

    /// <summary>One event, as if flushed after each.</summary>
    Events,
}
