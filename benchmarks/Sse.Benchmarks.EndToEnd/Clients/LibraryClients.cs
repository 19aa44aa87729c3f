namespace Sse.Benchmarks.EndToEnd;

/// <summary>The library, with its own HTTP client.</summary>
internal static class LibraryClients
{
    private static readonly SseOptions OneConnection = new() { ReconnectPolicy = SseReconnect.Never };

    public static StreamClient Strings { get; } = new("Connect", uri => Count(SseObservable.Connect(uri, OneConnection)));

    public static StreamClient Selector { get; } = new("Connect<T>", uri =>
        Count(SseObservable.Connect(uri, static view => view.Utf8Data.Length, OneConnection)));

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
