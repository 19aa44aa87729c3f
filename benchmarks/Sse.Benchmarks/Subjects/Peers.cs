using System.Net.ServerSentEvents;

namespace Sse.Benchmarks;

/// <summary>Other ways to read an event stream in .NET.</summary>
internal static class Peers
{
    public static Subject Strings { get; } = new("BCL strings", (corpus, chunkSize) =>
    {
        var counter = new Counter();
        foreach (var item in SseParser.Create(new ChunkStream(corpus.Bytes, chunkSize)).Enumerate())
        {
            counter.Count(item.Data.Length);
        }

        return counter.Events;
    });

    public static Subject StringsAsync { get; } = new("BCL strings async", (corpus, chunkSize) =>
        CountStringsAsync(corpus, chunkSize).GetAwaiter().GetResult());

    public static Subject Spans { get; } = new("BCL spans", (corpus, chunkSize) =>
    {
        var counter = new Counter();
        foreach (var item in SseParser.Create(new ChunkStream(corpus.Bytes, chunkSize), static (_, data) => data.Length).Enumerate())
        {
            counter.Count(item.Data);
        }

        return counter.Events;
    });

    public static Subject SpansAsync { get; } = new("BCL spans async", (corpus, chunkSize) =>
        CountSpansAsync(corpus, chunkSize).GetAwaiter().GetResult());

    public static Subject Lines { get; } = new("StreamReader lines", (corpus, chunkSize) =>
        CountLinesAsync(new ChunkStream(corpus.Bytes, chunkSize)).GetAwaiter().GetResult());

    private static async Task<int> CountStringsAsync(Corpus corpus, int chunkSize)
    {
        var counter = new Counter();
        await foreach (var item in SseParser.Create(new ChunkStream(corpus.Bytes, chunkSize)).EnumerateAsync())
        {
            counter.Count(item.Data.Length);
        }

        return counter.Events;
    }

    private static async Task<int> CountSpansAsync(Corpus corpus, int chunkSize)
    {
        var counter = new Counter();
        var parser = SseParser.Create(new ChunkStream(corpus.Bytes, chunkSize), static (_, data) => data.Length);
        await foreach (var item in parser.EnumerateAsync())
        {
            counter.Count(item.Data);
        }

        return counter.Events;
    }

    /// <summary>The simple loop that joins data lines and ignores everything else.</summary>
    private static async Task<int> CountLinesAsync(Stream stream)
    {
        var counter = new Counter();
        using var reader = new StreamReader(stream);
        string? data = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0 && data is not null)
            {
                counter.Count(data.Length);
                data = null;
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                var value = line[(line.StartsWith("data: ", StringComparison.Ordinal) ? 6 : 5)..];
                data = data is null ? value : data + "\n" + value;
            }
        }

        return counter.Events;
    }
}
