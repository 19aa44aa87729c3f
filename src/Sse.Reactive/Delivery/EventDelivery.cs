namespace Sse.Reactive;

/// <summary>Delivers what a selector makes of the events, and nothing else.</summary>
internal sealed class EventDelivery<T>(IObserver<T> observer, SseSelector<T> selector, Reconnection reconnection) : Delivery<T>(observer, reconnection)
{
    protected override void Decode(ReadOnlySpan<byte> chunk)
    {
        var sink = new Sink(this);
        Decoder.Read(chunk, ref sink);
    }

    protected override void Pass(SseSignal signal)
    {
    }

    private readonly struct Sink(EventDelivery<T> delivery) : IFrameSink
    {
        public bool WantsAllFrames => false;

        public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept) =>
            delivery.Deliver(delivery.Select(new(text, type, delivery.Decoder)));
    }

    private T Select(SseEventView view)
    {
        Count();
        return selector(view);
    }
}
