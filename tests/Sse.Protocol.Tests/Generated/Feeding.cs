namespace Sse.Protocol.Tests;

/// <summary>Feeds a decoder from one array that is overwritten after each chunk, like the buffer of a socket.</summary>
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

    /// <summary>The frames up to the failure, if any, and its exception.</summary>
    public static (List<SseFrame> Frames, SseLimitExceededException? Failure) FramesWithin(
        int maxEventBytes, IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var frames = new List<SseFrame>();
        try
        {
            new SseDecoder(new() { MaxEventBytes = maxEventBytes }).Feed(chunks, frames.Add);
            return (frames, null);
        }
        catch (SseLimitExceededException failure)
        {
            return (frames, failure);
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

    /// <summary>Receives an event. Before .NET 9, an <c>Action</c> cannot take a ref struct.</summary>
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
