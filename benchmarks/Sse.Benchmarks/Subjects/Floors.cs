using System.Buffers;
using System.Text;
using Sse.Protocol;

namespace Sse.Benchmarks;

/// <summary>Work that no parser can avoid: copying chunks, finding line ends, creating strings. They do not parse.</summary>
internal static class Floors
{
    /// <summary>The floor of the selector: copying chunks and finding line ends.</summary>
    public static Subject Pushed { get; } = new("floor", (corpus, chunkSize) =>
    {
        var counter = new Counter();
        using var reader = new FloorReader(corpus, chunkSize);
        while (reader.TryReadChunk())
        {
            while (reader.TryReadEvent(out var place))
            {
                counter.Count(place.DataLength);
            }
        }

        return counter.Events;
    });

    /// <summary>The same, and the strings of each event.</summary>
    public static Subject PushedStrings { get; } = new("floor with strings", (corpus, chunkSize) =>
    {
        var counter = new Counter();
        using var reader = new FloorReader(corpus, chunkSize);
        while (reader.TryReadChunk())
        {
            while (reader.TryReadEvent(out var place))
            {
                counter.OnNext(ReadStrings(reader, place));
            }
        }

        return counter.Events;
    });

    /// <summary><see cref="Pushed"/> in an asynchronous iterator.</summary>
    public static Subject Pulled { get; } = new("floor, pulled", (corpus, chunkSize) =>
        PullAsync(corpus, chunkSize, static (_, place) => place.DataLength, static length => length).GetAwaiter().GetResult());

    /// <summary><see cref="PushedStrings"/> in an asynchronous iterator.</summary>
    public static Subject PulledStrings { get; } = new("floor with strings, pulled", (corpus, chunkSize) =>
        PullAsync(corpus, chunkSize, ReadStrings, static e => e.Data.Length).GetAwaiter().GetResult());

    /// <summary>Reads each chunk into a buffer and appends it to an array that has the right size from the start.</summary>
    public static Subject Copy { get; } = new("floor: copy", (corpus, chunkSize) =>
    {
        var stream = new ChunkStream(corpus.Bytes, chunkSize);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        var eventBytes = corpus.Bytes.Length / corpus.Events;
        var held = ArrayPool<byte>.Shared.Rent(eventBytes + chunkSize);
        int count;
        var length = 0;
        while ((count = stream.Read(buffer)) > 0)
        {
            length = length < eventBytes ? length : 0;
            buffer.AsSpan(0, count).CopyTo(held.AsSpan(length));
            length += count;
        }

        ArrayPool<byte>.Shared.Return(held);
        ArrayPool<byte>.Shared.Return(buffer);
        return corpus.Events;
    });

    /// <summary>The strings of the events' data, and nothing else.</summary>
    public static Subject Strings { get; } = new("floor: strings", (corpus, _) =>
    {
        var counter = new Counter();
        var bytes = corpus.Bytes.Span;
        foreach (var place in corpus.Places)
        {
            counter.Count(Encoding.UTF8.GetString(bytes.Slice(place.Data, place.DataLength)).Length);
        }

        return counter.Events;
    });

    private static SseEvent ReadStrings(FloorReader reader, EventPlace place) => new(
        reader.Text(place.Data, place.DataLength),
        SseEvent.DefaultType,
        place.IdLength == 0 ? "" : reader.Text(place.Id, place.IdLength));

    private static async Task<int> PullAsync<T>(
        Corpus corpus, int chunkSize, Func<FloorReader, EventPlace, T> value, Func<T, int> length)
    {
        var counter = new Counter();
        await foreach (var item in ReadAsync(corpus, chunkSize, value))
        {
            counter.Count(length(item));
        }

        return counter.Events;
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(Corpus corpus, int chunkSize, Func<FloorReader, EventPlace, T> value)
    {
        using var reader = new FloorReader(corpus, chunkSize);
        while (await reader.TryReadChunkAsync())
        {
            while (reader.TryReadEvent(out var place))
            {
                yield return value(reader, place);
            }
        }
    }
}
