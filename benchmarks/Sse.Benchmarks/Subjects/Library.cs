using System.Buffers;
using System.Runtime.CompilerServices;
using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>The public methods of the library that parse a stream.</summary>
internal static class Library
{
    private static readonly SseParseOptions Options = new() { MaxEventBytes = 64 * 1024 * 1024 };

    public static Subject RxStrings { get; } = new("ParseSse", (corpus, chunkSize) =>
        CountEvents(new ChunkSource(corpus.Bytes, chunkSize)));

    public static Subject RxStringsInPlace { get; } = new("ParseSse in place", (corpus, chunkSize) =>
        CountEvents(new ChunkSource(corpus.Bytes, chunkSize, inPlace: true)));

    public static Subject RxSelector { get; } = new("ParseSse<T>", (corpus, chunkSize) =>
        CountLengths(new ChunkSource(corpus.Bytes, chunkSize)));

    public static Subject RxSelectorInPlace { get; } = new("ParseSse<T> in place", (corpus, chunkSize) =>
        CountLengths(new ChunkSource(corpus.Bytes, chunkSize, inPlace: true)));

    public static Subject PulledStrings { get; } = new("ReadSseAsync", (corpus, chunkSize) =>
        CountAsync(new ChunkStream(corpus.Bytes, chunkSize)).GetAwaiter().GetResult());

    public static Subject PulledSelector { get; } = new("ReadSseAsync<T>", (corpus, chunkSize) =>
        CountLengthsAsync(new ChunkStream(corpus.Bytes, chunkSize)).GetAwaiter().GetResult());

    /// <summary>The decoder's loop alone over the same chunks, without a delegate or an observer.</summary>
    public static Subject BareDecoder { get; } = new("SseDecoder", (corpus, chunkSize) =>
    {
        var counter = new Counter();
        var decoder = new SseDecoder(Options);
        var stream = new ChunkStream(corpus.Bytes, chunkSize);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            var sink = new CountingSink(counter);
            decoder.Read(buffer.AsSpan(0, count), ref sink);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return counter.Events;
    });

    private readonly struct CountingSink(Counter counter) : IFrameSink
    {
        public bool WantsAllFrames => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Take(SseFrameKind kind, ReadOnlySpan<byte> text, string type, ref ReadOnlySpan<byte> kept)
        {
            counter.Count(text.Length);
            return true;
        }
    }

    private static int CountEvents(ChunkSource chunks)
    {
        var counter = new Counter();
        using var subscription = chunks.ParseSse(Options).Subscribe(counter);
        return counter.Events;
    }

    private static int CountLengths(ChunkSource chunks)
    {
        var counter = new Counter();
        using var subscription = chunks.ParseSse(static view => view.Utf8Data.Length, Options).Subscribe(counter);
        return counter.Events;
    }

    private static async Task<int> CountAsync(Stream stream)
    {
        var counter = new Counter();
        await foreach (var e in stream.ReadSseAsync(Options))
        {
            counter.Count(e.Data.Length);
        }

        return counter.Events;
    }

    private static async Task<int> CountLengthsAsync(Stream stream)
    {
        var counter = new Counter();
        await foreach (var length in stream.ReadSseAsync(static view => view.Utf8Data.Length, Options))
        {
            counter.Count(length);
        }

        return counter.Events;
    }
}
