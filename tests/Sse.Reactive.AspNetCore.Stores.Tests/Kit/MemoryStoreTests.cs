namespace Sse.Reactive.AspNetCore.Stores.Tests;

#region StoreContract
public class MemoryStoreTests
{
    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [TestCaseSource(nameof(Rules))] // or xunit's [MemberData], MSTest's [DynamicData]
    public Task Keeps_the_contract(string rule) => new MemoryStoreContract().CheckAsync(rule);
}

public class MemoryStoreContract : SseStoreContract
{
    private readonly SseMemoryStore _store = new();

    protected override Task<ISseStore> OpenAsync() => Task.FromResult<ISseStore>(_store);

    // Optional: further rules are checked if the test can break the engine.
    protected override Task<bool> LoseLatestAsync(string topic, int events)
    {
        _store.LoseLatest(topic, events);
        return Task.FromResult(true);
    }
}
#endregion
