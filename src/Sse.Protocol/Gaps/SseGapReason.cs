namespace Sse.Protocol;

/// <summary>Why events are missing from a stream; see <see cref="SseGap"/>.</summary>
public enum SseGapReason
{
    /// <summary>The server does not know the last event ID: it never issued it, or lost its history, as in a restart.</summary>
    Unknown,

    /// <summary>The events after the last event ID are no longer in the history.</summary>
    Expired,

    /// <summary>The receiver was too slow, and the server's overflow policy drops events.</summary>
    Overflow,
}
