namespace Sse.Protocol;

/// <summary>Why events are missing from a stream; see <see cref="SseGap"/>.</summary>
public enum SseGapReason
{
    /// <summary>The server does not know the last event ID: it never issued it, or has forgotten all since (as a restart does).</summary>
    Unknown,

    /// <summary>The events after the last event ID are no longer held.</summary>
    Expired,

    /// <summary>The receiver was too slow, and the server's policy is to drop.</summary>
    Overflow,
}
