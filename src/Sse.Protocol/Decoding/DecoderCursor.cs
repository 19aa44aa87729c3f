namespace Sse.Protocol;

/// <summary>The decoder for iterators, which cannot keep a span from one value to the next.</summary>
internal static class DecoderCursor
{
    /// <summary>As <see cref="SseDecoder.TryReadEvent"/>, from a position in the chunk that is moved past what was taken.</summary>
    public static bool TryReadEvent<T>(
        this SseDecoder decoder, ReadOnlySpan<byte> chunk, ref int position, SseSelector<T> selector, out T value)
    {
        var rest = chunk[position..];
        var found = decoder.TryReadEvent(ref rest, out var view);
        position = chunk.Length - rest.Length;
        value = found ? selector(view) : default!;
        return found;
    }

    /// <summary>As <see cref="SseDecoder.TryRead"/>, from a position in the chunk that is moved past what was taken.</summary>
    public static SseFrame? ReadFrame(this SseDecoder decoder, ReadOnlySpan<byte> chunk, ref int position)
    {
        var rest = chunk[position..];
        var frame = decoder.TryRead(ref rest, out var view) ? view.ToFrame() : null;
        position = chunk.Length - rest.Length;
        return frame;
    }
}
