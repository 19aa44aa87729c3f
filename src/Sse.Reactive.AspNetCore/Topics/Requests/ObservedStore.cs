namespace Sse.Reactive.AspNetCore;

/// <summary>A store as a node uses it: every request is counted, and known to have failed or not.</summary>
/// <param name="store">The store.</param>
/// <param name="health">What the node knows of it.</param>
/// <param name="purpose">What pages are read for: <c>hot</c> or <c>cold</c>.</param>
internal sealed class ObservedStore(ISseStore store, StoreHealth health, string purpose) : ISseStore
{
    public string Name => store.Name;

    public Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        health.Appending(events.Count);
        return ObserveAsync(StoreHealth.Append, () => store.AppendAsync(topic, events, cancellationToken), cancellationToken);
    }

    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        health.Read(purpose);
        return ObserveAsync("read", () => store.ReadAsync(topic, after, limit, cancellationToken), cancellationToken);
    }

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken)
    {
        health.Read(purpose);
        return ObserveAsync("read", () => store.ReadLatestAsync(topic, limit, cancellationToken), cancellationToken);
    }

    public IDisposable Watch(string topic, Action ring) => store.Watch(topic, ring);

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) =>
        ObserveAsync("check", () => store.CheckAsync(lastIds, cancellationToken), cancellationToken);

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        store.TrimAsync(topic, maxEvents, cancellationToken);

    public ValueTask DisposeAsync() => default; // it belongs to the application

    private async Task<T> ObserveAsync<T>(string operation, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            var result = await request().ConfigureAwait(false);
            health.Succeeded(operation);
            return result;
        }
        catch (Exception error) when (error is not ArgumentException && !cancellationToken.IsCancellationRequested)
        {
            health.Failed(operation, error);
            throw;
        }
    }
}
