namespace Sse.Reactive;

/// <summary>What a pulled subscription makes of the steps of its connections, value by value: <see cref="Delivery{T}"/>, pulled.</summary>
internal abstract class PulledReader<T>(Reconnection reconnection)
{
    protected Reconnection Reconnection => reconnection;

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether it is a value.</returns>
    public bool TryPass(SseSignal signal, out T value)
    {
        if (signal is SseSignal.Disconnected)
        {
            reconnection.Decoder.Reset(); // an unfinished event is lost with its connection
        }

        return TryMake(signal, out value);
    }

    /// <summary>Reads on in a chunk.</summary>
    /// <returns>Whether there is a value; if not, the chunk is used up.</returns>
    public bool TryRead(ReadOnlySpan<byte> chunk, ref int position, out T value)
    {
        try
        {
            return TryDecode(chunk, ref position, out value);
        }
        catch (Exception error)
        {
            reconnection.Failed(error);
            throw;
        }
    }

    protected abstract bool TryMake(SseSignal signal, out T value);

    protected abstract bool TryDecode(ReadOnlySpan<byte> chunk, ref int position, out T value);
}
