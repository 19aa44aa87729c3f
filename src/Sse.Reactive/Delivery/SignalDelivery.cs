namespace Sse.Reactive;

/// <summary>Delivers everything: the signals between chunks, and the frames within.</summary>
internal sealed class SignalDelivery(IObserver<SseSignal> observer, Reconnection reconnection) : Delivery<SseSignal>(observer, reconnection)
{
    private readonly FrameSignals _signals = new(reconnection.Options.ReconnectionTime);

    protected override void Decode(ReadOnlySpan<byte> chunk)
    {
        var sink = new Sink(this);
        Decoder.Read(chunk, ref sink);
    }

    protected override void Pass(SseSignal signal) => Deliver(signal);

    private bool Take(SseFrame frame)
    {
        var signal = _signals.Of(frame);
        if (signal is SseSignal.Event)
        {
            Count();
        }

        return signal is null || Deliver(signal);
    }

    private readonly struct Sink(SignalDelivery delivery) : IFrameSink
    {
        public bool WantsAllFrames => true;

        public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept) =>
            delivery.Take(new SseFrameView(kind, text, type, delivery.Decoder).ToFrame());
    }
}
