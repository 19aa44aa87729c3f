namespace Sse.Reactive;

/// <summary>Events alone, through a selector.</summary>
internal sealed class PulledEvents<T>(SseSelector<T> selector, Reconnection reconnection) : PulledReader<T>(reconnection)
{
    private SseSelector<T>? _select;

    protected override bool TryMake(SseSignal signal, out T value)
    {
        value = default!;
        return false;
    }

    protected override bool TryDecode(ReadOnlySpan<byte> chunk, ref int position, out T value) =>
        Reconnection.Decoder.TryReadEvent(chunk, ref position, _select ??= Select, out value);

    private T Select(SseEventView view)
    {
        Reconnection.Events++;
        return selector(view);
    }
}
