namespace Sse.Benchmarks.Server;

/// <summary>Counts the requests for pages.</summary>
internal sealed class CountingStore(ISseStore store) : ISseStore
{
    private int _reads;

    public string Name => store.Name;

    public int Reads => Volatile.Read(ref _reads);

    public Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken) =>
        store.AppendAsync(topic, events, cancellationToken);

    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return store.ReadAsync(topic, after, limit, cancellationToken);
    }

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return store.ReadLatestAsync(topic, limit, cancellationToken);
    }

    public IDisposable Watch(string topic, Action ring) => store.Watch(topic, ring);

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) =>
        store.CheckAsync(lastIds, cancellationToken);

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        store.TrimAsync(topic, maxEvents, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
