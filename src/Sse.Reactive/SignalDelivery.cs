namespace Sse.Reactive;

/// <summary>Delivers everything: the signals between chunks, and the frames within.</summary>
internal sealed class SignalDelivery(IObserver<SseSignal> observer, Reconnection reconnection, TimeSpan reconnectionTime) : Delivery<SseSignal>(observer, reconnection)
{
    private TimeSpan _reconnectionTime = reconnectionTime;

    protected override void Decode(ReadOnlySpan<byte> chunk)
    {
        var sink = new Sink(this);
        Decoder.Read(chunk, ref sink);
    }

    protected override void Pass(SseSignal signal) => Deliver(signal);

    private bool Take(SseFrame frame)
    {
        switch (frame)
        {
            case SseFrame.Event e:
                Count();
                return Deliver(new SseSignal.Event(e.Value));

            case SseFrame.Comment comment:
                return Deliver(new SseSignal.Comment(comment.Text));

            case SseFrame.Id id:
                return Deliver(new SseSignal.IdChanged(id.LastEventId));

            case SseFrame.Retry retry when retry.ReconnectionTime != _reconnectionTime:
                _reconnectionTime = retry.ReconnectionTime;
                return Deliver(new SseSignal.RetryChanged(_reconnectionTime));

            default:
                return true;
        }
    }

    private readonly struct Sink(SignalDelivery delivery) : IFrameSink
    {
        public bool WantsAllFrames => true;

        public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type) =>
            delivery.Take(new SseFrameView(kind, text, type, delivery.Decoder).ToFrame());
    }
}
