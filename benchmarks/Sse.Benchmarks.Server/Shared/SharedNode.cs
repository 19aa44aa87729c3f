namespace Sse.Benchmarks.Server;

/// <summary>A node: topics with a connection of their own to the engine, or in memory.</summary>
internal sealed class SharedNode : IAsyncDisposable
{
    private readonly IDisposable? _memory;
    private readonly SseSharedTopics? _shared;

    private SharedNode(ISseTopics topics, CountingStore? store)
    {
        (Topics, Store, _shared, _memory) = (topics, store, topics as SseSharedTopics, topics as IDisposable);
    }

    public ISseTopics Topics { get; }

    /// <summary>The store; <see langword="null"/> in memory.</summary>
    public CountingStore? Store { get; }

    /// <param name="open">Opens a store; <see langword="null"/> for topics in memory.</param>
    /// <param name="maxEvents">How many events of a topic the node keeps in memory.</param>
    /// <param name="replayFromOldest">Whether new subscribers receive everything.</param>
    /// <param name="pollInterval">How often the store is asked for news. Default: <see langword="null"/>, the default interval.</param>
    public static async Task<SharedNode> OpenAsync(
        Func<Task<ISseStore>>? open, int maxEvents = 1000, bool replayFromOldest = false, TimeSpan? pollInterval = null)
    {
        if (open is null)
        {
            return new(new SseTopics(_ => new() { MaxEvents = maxEvents, ReplayFromOldest = replayFromOldest }), null);
        }

        var store = new CountingStore(await open());
        SseSharedTopicsOptions options = new() { MaxEvents = maxEvents, ReplayFromOldest = replayFromOldest };
        options = pollInterval is { } interval ? options with { PollInterval = interval } : options;
        return new(new SseSharedTopics(store, options), store);
    }

    public async ValueTask DisposeAsync()
    {
        _memory?.Dispose();
        await (_shared?.DisposeAsync() ?? default);
        await (Store?.DisposeAsync() ?? default);
    }
}
