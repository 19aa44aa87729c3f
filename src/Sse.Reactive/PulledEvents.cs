namespace Sse.Reactive;

/// <summary>Events alone, through a selector.</summary>
internal sealed class PulledEvents<T>(SseSelector<T> selector, Reconnection reconnection) : PulledReader<T>(reconnection)
{
    protected override bool TryMake(SseSignal signal, out T value)
    {
        value = default!;
        return false;
    }

    protected override bool TryDecode(ReadOnlySpan<byte> chunk, ref int position, out T value)
    {
        var found = Reconnection.Decoder.TryReadEvent(chunk, ref position, selector, out value);
        if (found)
        {
            Reconnection.Events++;
        }

        return found;
    }
}
