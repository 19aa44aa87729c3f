using System.Net.ServerSentEvents;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>The same stream in memory, decoded with and without the reconnect loop. A chunk size of 0 means one event per read.</summary>
internal static class LoopSubjects
{
    public const int EventPerRead = 0;

    private static readonly SseOptions OneConnection = new() { ReconnectPolicy = SseReconnect.Never };
    private static readonly Dictionary<Corpus, List<int>> Ends = [];

    public static Subject ParseSse { get; } = new("ParseSse", (corpus, chunkSize) =>
        Count(new StreamChunks(Open(corpus, chunkSize)).ParseSse()));

    public static Subject Connect { get; } = new("Connect", (corpus, chunkSize) =>
        Count(SseObservable.Connect(Transport(corpus, chunkSize), OneConnection)));

    public static Subject ParseSseSelector { get; } = new("ParseSse<T>", (corpus, chunkSize) =>
        Count(new StreamChunks(Open(corpus, chunkSize)).ParseSse(static view => view.Utf8Data.Length)));

    public static Subject ConnectSelector { get; } = new("Connect<T>", (corpus, chunkSize) =>
        Count(SseObservable.Connect(Transport(corpus, chunkSize), static view => view.Utf8Data.Length, OneConnection)));

    public static Subject ReadSse { get; } = new("ReadSseAsync", (corpus, chunkSize) =>
        CountAsync(Open(corpus, chunkSize).ReadSseAsync()).GetAwaiter().GetResult());

    public static Subject Pull { get; } = new("SseAsyncEnumerable.Connect", (corpus, chunkSize) =>
        CountAsync(SseAsyncEnumerable.Connect(Transport(corpus, chunkSize), OneConnection)).GetAwaiter().GetResult());

    public static Subject ReadSseSelector { get; } = new("ReadSseAsync<T>", (corpus, chunkSize) =>
        CountAsync(Open(corpus, chunkSize).ReadSseAsync(static view => view.Utf8Data.Length)).GetAwaiter().GetResult());

    public static Subject PullSelector { get; } = new("SseAsyncEnumerable.Connect<T>", (corpus, chunkSize) =>
        CountAsync(SseAsyncEnumerable.Connect(Transport(corpus, chunkSize), static view => view.Utf8Data.Length, OneConnection))
            .GetAwaiter().GetResult());

    public static Subject Peer { get; } = new("BCL strings", (corpus, chunkSize) =>
        CountPeerAsync(corpus, chunkSize).GetAwaiter().GetResult());

    public static Subject PeerSpans { get; } = new("BCL spans", (corpus, chunkSize) =>
        CountPeerSpansAsync(corpus, chunkSize).GetAwaiter().GetResult());

    public static IReadOnlyList<Subject> All { get; } =
    [
        ParseSse, Connect, ParseSseSelector, ConnectSelector, ReadSse, Pull, ReadSseSelector, PullSelector, Peer, PeerSpans,
    ];

    private static int Count(IObservable<SseEvent> events)
    {
        var counter = new Counter();
        events.Subscribe(counter).Dispose();
        return counter.Events;
    }

    private static int Count(IObservable<int> lengths)
    {
        var counter = new Counter();
        lengths.Subscribe(counter).Dispose();
        return counter.Events;
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<SseEvent> events)
    {
        var counter = new Counter();
        await foreach (var e in events)
        {
            counter.Count(e.Data.Length);
        }

        return counter.Events;
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<int> lengths)
    {
        var counter = new Counter();
        await foreach (var length in lengths)
        {
            counter.Count(length);
        }

        return counter.Events;
    }

    private static async Task<int> CountPeerAsync(Corpus corpus, int chunkSize)
    {
        var counter = new Counter();
        await foreach (var item in SseParser.Create(Open(corpus, chunkSize)).EnumerateAsync())
        {
            counter.Count(item.Data.Length);
        }

        return counter.Events;
    }

    private static async Task<int> CountPeerSpansAsync(Corpus corpus, int chunkSize)
    {
        var counter = new Counter();
        await foreach (var item in SseParser.Create(Open(corpus, chunkSize), static (_, data) => data.Length).EnumerateAsync())
        {
            counter.Count(item.Data);
        }

        return counter.Events;
    }

    private static SseTransport Transport(Corpus corpus, int chunkSize) => (_, _) => new(new SseResponse(Open(corpus, chunkSize)));

    private static Stream Open(Corpus corpus, int chunkSize)
    {
        if (chunkSize != EventPerRead)
        {
            return new ChunkStream(corpus.Bytes, chunkSize);
        }

        if (!Ends.TryGetValue(corpus, out var ends))
        {
            Ends[corpus] = ends = EventEnds.In(corpus.Bytes.Span);
        }

        return new EventStream(corpus.Bytes, ends);
    }
}
