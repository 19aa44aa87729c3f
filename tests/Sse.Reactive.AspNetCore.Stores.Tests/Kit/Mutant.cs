using System.Collections.Concurrent;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>A store that breaks its contract.</summary>
internal sealed class Mutant(ISseStore store) : ISseStore
{
    private readonly ConcurrentDictionary<string, CompositeDisposable> _watches = [];
    private int _reads;

    /// <summary>Changes the pages that are read after an ID.</summary>
    public Func<SsePage, SsePage> Change { get; init; } = page => page;

    /// <summary>Whether an ID belongs to one event only.</summary>
    public bool HasProof { get; init; } = true;

    /// <summary>Whether an event is at times not shown, although a later one is, as with numbers assigned before a commit.</summary>
    public bool ShowsLaterEventsFirst { get; init; }

    /// <summary>The bells, if they ring before the append: it is committed after they were heard.</summary>
    public EarlyBells? Bells { get; init; }

    /// <summary>Whether the floor of a topic that was empty is the beginning of what is held, whatever was removed.</summary>
    public bool ForgetsFloor { get; init; }

    /// <summary>Whether ASCII letters of different case are the same in names, as with a collation <c>NOCASE</c>.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>What it does wrong with watches.</summary>
    public WatchMistake Watches { get; init; }

    /// <summary>What becomes of an append that has failed.</summary>
    public Func<SseStoreException, Task<IReadOnlyList<string>>>? Fail { get; init; }

    public string Name => store.Name;

    public async Task<IReadOnlyList<string>> AppendAsync(
        string topic, IReadOnlyList<SsePublishedEvent> events, CancellationToken cancellationToken)
    {
        await (Bells?.RingAsync() ?? Task.CompletedTask);
        try
        {
            return await store.AppendAsync(NameOf(topic), events, cancellationToken);
        }
        catch (SseStoreException error) when (Fail is not null)
        {
            return await Fail(error);
        }
    }

    public async Task<SsePage> ReadAsync(string topic, string after, SsePageLimit limit, CancellationToken cancellationToken)
    {
        topic = NameOf(topic);
        if (ForgetsFloor && after == "0.0")
        {
            after = "";
        }

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
        store.ReadLatestAsync(NameOf(topic), limit, cancellationToken);

    public IDisposable Watch(string topic, Action ring)
    {
        if (Watches == WatchMistake.NeedsConnection && store is SseFaultyStore { IsUnreachable: true })
        {
            return Disposable.Empty;
        }

        var watch = Bells?.Watch(ring) ?? store.Watch(NameOf(topic), ring);
        var watches = _watches.GetOrAdd(topic, static _ => []);
        if (Watches == WatchMistake.KeepsOne)
        {
            watches.Clear();
        }

        watches.Add(watch);
        return Watches switch
        {
            WatchMistake.Leaks => Disposable.Empty,
            WatchMistake.EndsAll => Disposable.Create(watches.Clear),
            _ => watch,
        };
    }

    public Task<IReadOnlyCollection<string>> CheckAsync(
        IReadOnlyDictionary<string, string> lastIds, CancellationToken cancellationToken) => store.CheckAsync(lastIds, cancellationToken);

    public Task TrimAsync(string topic, int maxEvents, CancellationToken cancellationToken) =>
        store.TrimAsync(NameOf(topic), maxEvents, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private string NameOf(string topic) =>
        IgnoresCase ? string.Concat(topic.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c)) : topic;
}
