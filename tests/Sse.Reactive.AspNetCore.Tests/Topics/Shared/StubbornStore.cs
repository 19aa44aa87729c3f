namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A store that refuses some requests, and calls back with each append.</summary>
internal sealed class StubbornStore(ISseStore store) : ISseStore
{
    public string Name => store.Name;

    public IReadOnlyList<SseStoreFailure> Failures { get; set; } = [];

    /// <summary>The error of every read.</summary>
    public Exception? ReadError { get; set; }

    /// <summary>The error of every check for news.</summary>
    public Exception? CheckError { get; set; }

    /// <summary>Called with each append, before the events are appended.</summary>
    public Action<IReadOnlyList<SsePublishedEvent>>? OnAppend { get; set; }

    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        OnAppend?.Invoke(events);
        return await store.AppendAsync(topic, events, cancellationToken).ConfigureAwait(false);
    }

    public Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken) =>
        ReadError is null ? store.ReadAsync(topic, after, limit, cancellationToken) : throw ReadError;

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken) =>
        ReadError is null ? store.ReadLatestAsync(topic, limit, cancellationToken) : throw ReadError;

    public IDisposable Watch(string topic, Action ring) => store.Watch(topic, ring);

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) =>
        CheckError is null ? store.CheckAsync(lastIds, cancellationToken) : throw CheckError;

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        store.TrimAsync(topic, maxEvents, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
