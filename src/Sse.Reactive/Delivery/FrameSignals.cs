namespace Sse.Reactive;

/// <summary>What the frames of a subscription are as signals.</summary>
/// <param name="reconnectionTime">The one in force before any is set.</param>
internal sealed class FrameSignals(TimeSpan reconnectionTime)
{
    private TimeSpan _reconnectionTime = reconnectionTime;

    /// <returns><see langword="null"/> where a frame changes nothing.</returns>
    public SseSignal? Of(SseFrame frame)
    {
        switch (frame)
        {
            case SseFrame.Event e:
                return new SseSignal.Event(e.Value);

            case SseFrame.Comment comment:
                return new SseSignal.Comment(comment.Text);

            case SseFrame.Id id:
                return new SseSignal.IdChanged(id.LastEventId);

            case SseFrame.Retry retry when retry.ReconnectionTime != _reconnectionTime:
                _reconnectionTime = retry.ReconnectionTime;
                return new SseSignal.RetryChanged(_reconnectionTime);

            default:
                return null;
        }
    }
}
