namespace Sse.Reactive;

/// <summary>Passes on the signals between chunks, and converts the frames in them to signals.</summary>
/// <param name="reconnectionTime">The reconnection time in force before the server sends one.</param>
internal struct SignalProjection(TimeSpan reconnectionTime) : IProjection<SseSignal>
{
    private TimeSpan _reconnectionTime = reconnectionTime;

    public readonly bool WantsAllFrames => true;

    public readonly bool TryProject(SseSignal signal, out SseSignal value)
    {
        value = signal;
        return true;
    }

    public bool TryProject(SseFrameView frame, out SseSignal value)
    {
        value = frame.ToFrame() switch
        {
            SseFrame.Event e => new SseSignal.Event(e.Value),
            SseFrame.Comment comment => new SseSignal.Comment(comment.Text),
            SseFrame.Id id => new SseSignal.IdChanged(id.LastEventId),
            SseFrame.Retry retry when retry.ReconnectionTime != _reconnectionTime =>
                new SseSignal.RetryChanged(_reconnectionTime = retry.ReconnectionTime),
            _ => null!, // a retry that changes nothing
        };
        return value is not null;
    }
}
