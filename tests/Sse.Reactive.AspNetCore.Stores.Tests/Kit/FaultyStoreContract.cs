using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>
/// The contract over a store in memory whose connection can be cut, and which may be changed so that it breaks the contract.
/// </summary>
internal sealed class FaultyStoreContract(Func<ISseStore, ISseStore> change) : SseStoreContract
{
    private readonly SseMemoryStore _engine = new();
    private readonly Dictionary<ISseStore, SseFaultyStore> _stores = [];

    /// <summary>What is around a store that can be cut.</summary>
    public Func<ISseStore, ISseStore> Wrap { get; init; } = store => store;

    public bool RingsWhenRestored { get; init; } = true;

    public bool LosesRings { get; init; }

    public bool IsDeafWhenRestored { get; init; }

    public bool HasBeenCut { get; private set; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    protected override TimeSpan Deadline => Patience;

    protected override Task<ISseStore> OpenAsync()
    {
        var faulty = new SseFaultyStore(change(_engine), DefaultScheduler.Instance)
        {
            RingsWhenRestored = RingsWhenRestored,
            LosesRings = LosesRings,
        };
        var store = Wrap(faulty);
        _stores[store] = faulty;
        return Task.FromResult(store);
    }

    protected override Task<IAsyncDisposable?> CutAsync(ISseStore store)
    {
        HasBeenCut = _stores[store].IsUnreachable = true;
        return Task.FromResult<IAsyncDisposable?>(new Cut(_stores[store], IsDeafWhenRestored));
    }

    protected override Task<bool> LoseLatestAsync(string topic, int events)
    {
        _engine.LoseLatest(topic, events);
        return Task.FromResult(true);
    }

    protected override Task<bool?> ExistsAsync(string topic) => Task.FromResult<bool?>(_engine.TopicCount > 0);

    private sealed class Cut(SseFaultyStore store, bool isDeafThen) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.IsUnreachable = false;
            store.LosesRings |= isDeafThen;
            return default;
        }
    }
}
