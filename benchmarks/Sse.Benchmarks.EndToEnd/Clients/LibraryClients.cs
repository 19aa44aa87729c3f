namespace Sse.Benchmarks.EndToEnd;

/// <summary>The library, with its own HTTP client.</summary>
internal static class LibraryClients
{
    private static readonly SseOptions OneConnection = new() { ReconnectPolicy = SseReconnect.Never };

    public static StreamClient Strings { get; } = new("Connect", uri => Count(SseObservable.Connect(uri, OneConnection)));

    public static StreamClient Selector { get; } = new("Connect<T>", uri =>
        Count(SseObservable.Connect(uri, static view => view.Utf8Data.Length, OneConnection)));

    public static StreamClient PulledStrings { get; } = new("pulled Connect", uri =>
        CountAsync(SseAsyncEnumerable.Connect(uri, OneConnection), static e => e.Data.Length));

    public static StreamClient PulledSelector { get; } = new("pulled Connect<T>", uri =>
        CountAsync(SseAsyncEnumerable.Connect(uri, static view => view.Utf8Data.Length, OneConnection), static length => length));

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items, Func<T, int> length)
    {
        var (events, total) = (0, 0L);
        await foreach (var item in items)
        {
            events++;
            total += length(item);
        }

        return total > 0 ? events : 0;
    }

    private static Task<int> Count(IObservable<SseEvent> events)
    {
        var counter = new AwaitableCounter();
        events.Subscribe(counter);
        return counter.Completion;
    }

    private static Task<int> Count(IObservable<int> lengths)
    {
        var counter = new AwaitableCounter();
        lengths.Subscribe(counter);
        return counter.Completion;
    }
}
