using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The contract over a store whose connection can be cut; and stores that break it, each found by its rule.</summary>
public class FaultyStoreTests
{
    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [TestCaseSource(nameof(Rules))]
    public Task Keeps_the_contract(string rule) => new FaultyStoreContract(store => store).CheckAsync(rule);

    [Test]
    public void A_store_that_does_not_ring_when_its_connection_is_restored_is_found() =>
        AssertFound("Rings_after_its_connection_was_restored", store => store, rings: false, hangs: true);

    [Test]
    public void A_store_that_never_rings_is_found() =>
        AssertFound("Rings_for_appends_of_another_node", store => store, losesRings: true, hangs: true);

    [Test]
    public void A_store_that_rings_before_an_event_can_be_read_is_found()
    {
        var bells = new EarlyBells();
        AssertFound("Rings_for_appends_of_another_node", store => new Mutant(store) { Bells = bells }, hangs: true);
    }

    [Test]
    public void A_store_that_reports_no_gap_is_found()
    {
        AssertFound("Reports_expired_events", store => new Mutant(store) { Change = page => page with { Gap = null } });
        AssertFound("Reports_unknown_IDs", store => new Mutant(store) { Change = page => page with { Gap = null } });
        AssertFound("Reports_a_trim_between_two_pages", store => new Mutant(store) { Change = page => page with { Gap = null } });
    }

    [Test]
    public void A_store_whose_IDs_are_positions_without_proof_is_found() =>
        AssertFound("Reports_events_that_were_lost", store => new Mutant(store) { HasProof = false });

    [Test]
    public void A_store_that_resumes_with_the_event_itself_is_found() =>
        AssertFound("Reads_pages_that_exclude_their_floor", store => new Mutant(store)
        {
            Change = page => page.Events.Count > 1 ? page with { Events = [.. page.Events.Skip(1)] } : page,
        });

    [Test]
    public void A_store_that_shows_a_later_event_first_is_found() =>
        AssertFound("Shows_every_reader_a_prefix_of_one_order", store => new Mutant(store) { ShowsLaterEventsFirst = true });

    private static void AssertFound(
        string rule, Func<ISseStore, ISseStore> change, bool rings = true, bool losesRings = false, bool hangs = false) =>
        Assert.That(
            async () => await new FaultyStoreContract(change)
            {
                RingsWhenRestored = rings,
                LosesRings = losesRings,
                Patience = TimeSpan.FromSeconds(hangs ? 1 : 30),
            }.CheckAsync(rule),
            Throws.TypeOf<SseStoreContractException>().Or.TypeOf<TimeoutException>());

    private sealed class FaultyStoreContract(Func<ISseStore, ISseStore> change) : SseStoreContract
    {
        private readonly SseMemoryStore _engine = new();

        public bool RingsWhenRestored { get; init; } = true;

        public bool LosesRings { get; init; }

        public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

        protected override TimeSpan Deadline => Patience;

        protected override Task<ISseStore> OpenAsync() =>
            Task.FromResult<ISseStore>(new SseFaultyStore(change(_engine), DefaultScheduler.Instance)
            {
                RingsWhenRestored = RingsWhenRestored,
                LosesRings = LosesRings,
            });

        protected override Task<IAsyncDisposable?> CutAsync(ISseStore store)
        {
            ((SseFaultyStore)store).IsUnreachable = true;
            return Task.FromResult<IAsyncDisposable?>(new Cut((SseFaultyStore)store));
        }

        protected override Task<bool> LoseLatestAsync(string topic, int events)
        {
            _engine.LoseLatest(topic, events);
            return Task.FromResult(true);
        }

        protected override Task<bool?> ExistsAsync(string topic) => Task.FromResult<bool?>(_engine.TopicCount > 0);

        private sealed class Cut(SseFaultyStore store) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                store.IsUnreachable = false;
                return default;
            }
        }
    }
}
