namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>A store that breaks its contract.</summary>
internal sealed class Mutant(ISseStore store) : ISseStore
{
    private int _reads;

    /// <summary>Changes the pages that are read after an ID.</summary>
    public Func<SsePage, SsePage> Change { get; init; } = page => page;

    /// <summary>Whether an ID belongs to one event only.</summary>
    public bool HasProof { get; init; } = true;

    /// <summary>Whether an event is at times not shown, although a later one is, as with numbers assigned before a commit.</summary>
    public bool ShowsLaterEventsFirst { get; init; }

    /// <summary>The bells, if they ring before the append: it is committed after they were heard.</summary>
    public EarlyBells? Bells { get; init; }

    public string Name => store.Name;

    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        await (Bells?.RingAsync() ?? Task.CompletedTask);
        return await store.AppendAsync(topic, events, cancellationToken);
    }

    public async Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        if (!HasProof && after.Length > 0)
        {
            var position = after.Split('.')[0];
            var all = await store.ReadAsync(topic, "", new(int.MaxValue, int.MaxValue), cancellationToken);
            after = all.Events.Select(e => e.Value.LastEventId).FirstOrDefault(id => id.Split('.')[0] == position) ?? after;
        }

        var page = Change(await store.ReadAsync(topic, after, limit, cancellationToken));
        Bells?.Heard();
        return ShowsLaterEventsFirst && Interlocked.Increment(ref _reads) % 2 == 0 && page.Events.Count > 1
            ? page with { Events = [.. page.Events.Take(page.Events.Count - 2), page.Events[^1]] }
            : page;
    }

    public Task<SsePage> ReadLatestAsync(string topic, SsePageLimit limit, CancellationToken cancellationToken) =>
        store.ReadLatestAsync(topic, limit, cancellationToken);

    public IDisposable Watch(string topic, Action ring) => Bells?.Watch(ring) ?? store.Watch(topic, ring);

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) => store.CheckAsync(lastIds, cancellationToken);

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        store.TrimAsync(topic, maxEvents, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
