namespace Sse.Protocol;

/// <summary>Everything an event stream can say: the closed set of its four utterances, as values.</summary>
public abstract record SseFrame
{
    private SseFrame()
    {
    }

    /// <summary>A dispatched event: a blank line after at least one <c>data</c> line (HTML 9.2.6).</summary>
    /// <param name="Value">The event.</param>
    public sealed record Event(SseEvent Value) : SseFrame;

    /// <summary>A comment: a line that begins with a colon (HTML 9.2.5), which servers send to keep a connection alive (9.2.7). Receivers otherwise ignore it.</summary>
    /// <param name="Text">All that follows the colon, a leading space included.</param>
    public sealed record Comment(string Text) : SseFrame;

    /// <summary>A new reconnection time, which holds from its line on (no blank line is needed): <c>retry</c> and nothing but ASCII digits (HTML 9.2.6).</summary>
    /// <param name="ReconnectionTime">The time, in whole milliseconds on the wire; clamped to <see cref="TimeSpan.MaxValue"/>.</param>
    public sealed record Retry(TimeSpan ReconnectionTime) : SseFrame;

    /// <summary>The last event ID changed by a block that has no data, and so dispatched no event (HTML 9.2.6, dispatch steps 1 and 2).</summary>
    /// <param name="LastEventId">The new last event ID; empty if the server reset it.</param>
    public sealed record Id(string LastEventId) : SseFrame;
}
