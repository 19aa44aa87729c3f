namespace Sse.Benchmarks.EndToEnd;

/// <summary>How much data the server sends at a time.</summary>
internal enum SendMode
{
    /// <summary>16 KiB, independent of event boundaries.</summary>
    Blocks,

    /// <summary>One event, like a server that flushes after each.</summary>
    Events,

    /// <summary>Each event of the corpus once, alone; then the end of the body.</summary>
    Once,
}
