namespace Sse.Protocol.Tests;

/// <summary>A decoder fed by hand, from one array that is overwritten after each chunk, as a socket's buffer is.</summary>
internal static class Feeding
{
    public static List<SseFrame> Frames(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null)
    {
        var frames = new List<SseFrame>();
        new SseDecoder(options).Feed(chunks, frames.Add);
        return frames;
    }

    public static List<SseEvent> Events(IEnumerable<ReadOnlyMemory<byte>> chunks, SseParseOptions? options = null)
    {
        var events = new List<SseEvent>();
        new SseDecoder(options).FeedEvents(chunks, view => events.Add(view.ToEvent()));
        return events;
    }

    /// <summary>The frames until the limit was passed, if it was, and the exception that said so.</summary>
    public static (List<SseFrame> Frames, SseLimitExceededException? Death) FramesWithin(int maxEventBytes, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var frames = new List<SseFrame>();
        try
        {
            new SseDecoder(new() { MaxEventBytes = maxEventBytes }).Feed(chunks, frames.Add);
            return (frames, null);
        }
        catch (SseLimitExceededException death)
        {
            return (frames, death);
        }
    }

    public static void Feed(this SseDecoder decoder, IEnumerable<ReadOnlyMemory<byte>> chunks, Action<SseFrame> onFrame)
    {
        foreach (var chunk in Reused(chunks))
        {
            var rest = chunk.Span;
            while (decoder.TryRead(ref rest, out var frame))
            {
                onFrame(frame.ToFrame());
            }
        }
    }

    /// <summary>Takes an event. (No <c>Action</c> takes a ref struct before .NET 9.)</summary>
    public delegate void OnEvent(SseEventView view);

    public static void FeedEvents(this SseDecoder decoder, IEnumerable<ReadOnlyMemory<byte>> chunks, OnEvent onEvent)
    {
        foreach (var chunk in Reused(chunks))
        {
            var rest = chunk.Span;
            while (decoder.TryReadEvent(ref rest, out var view))
            {
                onEvent(view);
            }
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Reused(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var buffer = Array.Empty<byte>();
        foreach (var chunk in chunks)
        {
            if (buffer.Length < chunk.Length)
            {
                buffer = new byte[chunk.Length];
            }

            chunk.CopyTo(buffer);
            yield return buffer.AsMemory(0, chunk.Length);
            buffer.AsSpan().Fill((byte)'#');
        }
    }
}
