namespace Sse.Reactive;

/// <summary>Everything: the signals between chunks, and the frames within.</summary>
internal sealed class PulledSignals(Reconnection reconnection) : PulledReader<SseSignal>(reconnection)
{
    private readonly FrameSignals _signals = new(reconnection.Options.ReconnectionTime);

    protected override bool TryMake(SseSignal signal, out SseSignal value)
    {
        value = signal;
        return true;
    }

    protected override bool TryDecode(ReadOnlySpan<byte> chunk, ref int position, out SseSignal value)
    {
        while (Reconnection.Decoder.ReadFrame(chunk, ref position) is { } frame)
        {
            if (_signals.Of(frame) is { } signal)
            {
                Reconnection.Events += signal is SseSignal.Event ? 1 : 0;
                value = signal;
                return true;
            }
        }

        value = null!;
        return false;
    }
}
