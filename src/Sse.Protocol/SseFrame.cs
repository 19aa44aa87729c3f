namespace Sse.Protocol;

/// <summary>
/// A frame of an event stream: an event, a comment, a reconnection time, or an ID without data. There are no other kinds.
/// </summary>
public abstract record SseFrame
{
    private SseFrame()
    {
    }

    /// <summary>A dispatched event: a blank line after at least one <c>data</c> line (HTML 9.2.6).</summary>
    /// <param name="Value">The event.</param>
    public sealed record Event(SseEvent Value) : SseFrame;

    /// <summary>
    /// A comment: a line that starts with a colon (HTML 9.2.5). Servers send comments to keep a connection alive (HTML 9.2.7).
    /// </summary>
    /// <param name="Text">The text after the colon, including a leading space.</param>
    public sealed record Comment(string Text) : SseFrame;

    /// <summary>
    /// A new reconnection time: a <c>retry</c> field of ASCII digits. It takes effect at once, without a blank line (HTML 9.2.6).
    /// </summary>
    /// <param name="ReconnectionTime">The time, in whole milliseconds on the wire; clamped to <see cref="TimeSpan.MaxValue"/>.</param>
    public sealed record Retry(TimeSpan ReconnectionTime) : SseFrame;

    /// <summary>A new last event ID from a block without data, which dispatches no event (HTML 9.2.6, dispatch steps 1 and 2).</summary>
    /// <param name="LastEventId">The new last event ID; empty if the server reset it.</param>
    public sealed record Id(string LastEventId) : SseFrame;
}
