namespace Sse.Protocol;

/// <summary>The kind of <see cref="SseFrame"/> that an <see cref="SseFrameView"/> shows.</summary>
public enum SseFrameKind
{
    /// <summary>No frame: the decoder needs more bytes.</summary>
    None,

    /// <summary>An event was dispatched.</summary>
    Event,

    /// <summary>A comment line.</summary>
    Comment,

    /// <summary>The reconnection time was set.</summary>
    Retry,

    /// <summary>The last event ID changed without an event.</summary>
    Id,
}
