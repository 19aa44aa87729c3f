namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The contract over a store whose connection can be cut; and stores that break it, each found by its rule.</summary>
public class FaultyStoreTests
{
    /// <summary>The deadline of a check that waits for what never comes.</summary>
    private static readonly TimeSpan UntilSilent = TimeSpan.FromSeconds(2);

    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [TestCaseSource(nameof(Rules))]
    public Task Keeps_the_contract(string rule) => new FaultyStoreContract(store => store).CheckAsync(rule);

    [Test]
    public Task A_store_that_does_not_ring_when_its_connection_is_restored_is_found() => AssertFoundAsync(
        "Rings_after_its_connection_was_restored",
        new(store => store) { RingsWhenRestored = false, Patience = UntilSilent },
        "expected the watch to ring after the connection was restored, because of an append of another store while it was cut",
        "but found no ring. Likely mistake: what the engine has said while the connection was cut is lost");

    [Test]
    public Task A_store_that_is_deaf_after_its_connection_was_restored_is_found() => AssertFoundAsync(
        "Rings_after_its_connection_was_restored",
        new(store => store) { IsDeafWhenRestored = true, Patience = UntilSilent },
        "expected the watch to ring after append 3, which came after the connection was restored",
        "but found no ring. Likely mistake: the new connection does not listen: it rings once, and never again");

    [Test]
    public Task A_store_that_forgets_a_watch_that_began_without_a_connection_is_found() => AssertFoundAsync(
        "Rings_after_its_connection_was_restored",
        new(store => store) { Wrap = store => new Mutant(store) { Watches = WatchMistake.NeedsConnection }, Patience = UntilSilent },
        "expected a watch that began while the connection was cut to ring after the connection was restored",
        "but found no ring. Likely mistake: a watch that begins while there is no connection is forgotten");

    [Test]
    public Task A_store_that_repeats_events_after_its_connection_was_restored_is_found()
    {
        FaultyStoreContract contract = null!;
        contract = new(store => new Mutant(store)
        {
            Change = page => contract.HasBeenCut && page.Events is [var first, ..] ? page with { Events = [first, .. page.Events] } : page,
        });
        return AssertFoundAsync(
            "Rings_after_its_connection_was_restored",
            contract,
            "expected all that is read after the connection was restored to be the events '1 2 3 4' without a gap",
            "but found the ",
            "it reads again what it had read before the cut");
    }

    [Test]
    public Task A_store_that_never_rings_is_found() => AssertFoundAsync(
        "Rings_for_appends_of_another_node",
        new(store => store) { LosesRings = true, Patience = UntilSilent },
        "expected the watch to ring after append 1 of 10, which another store, as of another node, has made",
        "within 2 s, but found no ring. Likely mistake: a store rings for its own appends only, or never");

    [Test]
    public async Task A_store_that_rings_before_an_event_can_be_read_is_found()
    {
        var bells = new EarlyBells();
        await AssertFoundAsync(
            "Rings_for_appends_of_another_node",
            new(store => new Mutant(store) { Bells = bells }) { Patience = UntilSilent },
            "but found the last ring when 0 of 1 events could be read, and none thereafter",
            "it rings before the append is committed");
    }

    [Test]
    public Task A_watch_that_does_not_end_is_found() => AssertFoundAsync(
        "Rings_no_more_for_a_watch_that_was_disposed_of",
        new(store => new Mutant(store) { Watches = WatchMistake.Leaks }),
        "expected a watch that was disposed of to ring no more",
        "but found 10 rings for 10 appends",
        "Dispose of what Watch returns does not remove the callback");

    [Test]
    public Task A_watch_that_replaces_another_is_found() => AssertFoundAsync(
        "Rings_every_watch_of_a_topic",
        new(store => new Mutant(store) { Watches = WatchMistake.KeepsOne }) { Patience = UntilSilent },
        "expected the first of two watches of a topic to ring after append 1",
        "but found no ring",
        "a second watch of a topic replaces the first");

    [Test]
    public Task A_watch_that_ends_with_another_is_found() => AssertFoundAsync(
        "Rings_every_watch_of_a_topic",
        new(store => new Mutant(store) { Watches = WatchMistake.EndsAll }) { Patience = UntilSilent },
        "expected the second of two watches of a topic to ring after append 4, when the first had been disposed of",
        "but found no ring",
        "disposing of a watch ends all watches of its topic");

    [Test]
    public Task A_store_that_ignores_case_is_found() => AssertFoundAsync(
        "Keeps_topics_apart",
        new(store => new Mutant(store) { IgnoresCase = true }),
        "all that is read of the topic 'orders-",
        "but found the 2 events 'orders-",
        " ORDERS-",
        "the database compares names without regard to case");

    [Test]
    public Task A_store_that_forgets_when_events_were_stored_is_found() => AssertFoundAsync(
        "Says_when_events_were_stored",
        new(store => new Mutant(store)
        {
            Change = page => page with { Events = [.. page.Events.Select(e => e with { PublishedAt = DateTimeOffset.UnixEpoch })] },
        }),
        "expected PublishedAt of an event that was just appended to be ",
        "but found 1970-01-01 00:00:00Z in what ReadAsync returns",
        "the time is not stored");

    [Test]
    public Task A_store_that_accepts_the_floor_of_an_empty_topic_at_all_times_is_found() => AssertFoundAsync(
        "Reports_expired_events",
        new(store => new Mutant(store) { ForgetsFloor = true }),
        "expected a gap after the floor of the topic while it was empty, now that 6 events were removed",
        "but found the 4 events '7 8 9 10' with no gap",
        "this floor is always accepted as the beginning, although events after it were removed");

    [Test]
    public async Task A_store_that_reports_no_gap_is_found()
    {
        await AssertFoundAsync(
            "Reports_expired_events",
            new(store => new Mutant(store) { Change = page => page with { Gap = null } }),
            "expected a gap with the reason Expired after event 1 of 6 that were removed, but found the 4 events '7 8 9 10' with no gap");
        await AssertFoundAsync(
            "Reports_unknown_IDs",
            new(store => new Mutant(store) { Change = page => page with { Gap = null } }),
            "which only another topic has assigned, but found the 3 events '1 2 3' with no gap");
        await AssertFoundAsync(
            "Reports_a_trim_between_two_pages",
            new(store => new Mutant(store) { Change = page => page with { Gap = null } }),
            "expected a gap with the reason Expired after the last event of a page");
    }

    [Test]
    public async Task A_store_that_counts_wrongly_is_found()
    {
        await AssertFoundAsync(
            "Reports_expired_events",
            new(store => new Mutant(store) { Change = page => page with { Gap = page.Gap is { } gap ? gap with { Count = 6 } : null } }),
            "expected a count of 5, or none, in the gap after event 1 of 6 that were removed, but found 6",
            "the event of the ID, or the first event held, is counted too");
        await AssertFoundAsync(
            "Reports_unknown_IDs",
            new(store => new Mutant(store)
            {
                Change = page => page with { Gap = page.Gap is { After: "0" } gap ? gap with { Count = 3 } : page.Gap },
            }),
            "expected no count in the gap after the ID '0', which the topic has never assigned",
            "but found the 3 events '1 2 3' with a gap (Unknown, 3 missing, after '0')");
    }

    [Test]
    public Task A_store_whose_IDs_are_positions_without_proof_is_found() => AssertFoundAsync(
        "Reports_events_that_were_lost",
        new(store => new Mutant(store) { HasProof = false }),
        "expected a gap with the reason Unknown after event 7, which the engine has lost, now that other events have its position",
        "an ID is only a position, without a proof of its event");

    [Test]
    public Task A_store_that_resumes_with_the_event_itself_is_found() => AssertFoundAsync(
        "Reads_pages_that_exclude_their_floor",
        new(store => new Mutant(store)
        {
            Change = page => page.Events.Count > 1 ? page with { Events = [.. page.Events.Skip(1)] } : page,
        }),
        "expected the page of at most 2 events after event 0 of 10 to be the events '1 2' without a gap, with HasMore",
        "but found the event '2' with no gap");

    [Test]
    public Task A_store_that_shows_a_later_event_first_is_found() => AssertFoundAsync(
        "Shows_every_reader_a_prefix_of_one_order",
        new(store => new Mutant(store) { ShowsLaterEventsFirst = true }),
        "The store breaks the rule Shows_every_reader_a_prefix_of_one_order"); // which page shows it depends on when it is read

    [Test]
    public async Task An_exception_of_a_driver_is_found()
    {
        var driver = new TimeoutException("no answer");
        var error = await AssertFoundAsync(
            "Fails_with_a_typed_error_while_unreachable",
            new(store => store) { Wrap = store => new Mutant(store) { Fail = _ => throw driver } },
            "expected AppendAsync to throw SseStoreException while the engine cannot be reached",
            "but found TimeoutException (no answer)",
            "an exception of the engine's driver is passed on");
        Assert.That(error.InnerException, Is.SameAs(driver));
    }

    [Test]
    public Task A_request_without_an_answer_is_found() => AssertFoundAsync(
        "Fails_with_a_typed_error_while_unreachable",
        new(store => store)
        {
            Wrap = store => new Mutant(store) { Fail = _ => new TaskCompletionSource<IReadOnlyList<string>>().Task },
            Patience = UntilSilent,
        },
        "expected AppendAsync to return or to fail within 2 s while the engine cannot be reached, but found that it does neither",
        "give it a timeout");

    [Test]
    public Task An_append_that_succeeds_without_the_engine_is_found() => AssertFoundAsync(
        "Fails_with_a_typed_error_while_unreachable",
        new(store => store) { Wrap = store => new Mutant(store) { Fail = _ => Task.FromResult<IReadOnlyList<string>>(["1.1"]) } },
        "expected AppendAsync to throw SseStoreException while the engine cannot be reached, but found that it succeeds");

    [Test]
    public Task A_store_that_fails_is_found() => AssertFoundAsync(
        "Is_empty_at_first",
        new(store => new Mutant(store) { Change = _ => throw new InvalidOperationException("no schema") }),
        "The store breaks the rule Is_empty_at_first: expected ReadAsync to succeed, but found InvalidOperationException (no schema)");

    private static async Task<SseStoreContractException> AssertFoundAsync(string rule, FaultyStoreContract contract, params string[] says)
    {
        var error = await Assert.ThrowsAsync<SseStoreContractException>(() => contract.CheckAsync(rule));
        Assert.Multiple(() =>
        {
            foreach (var text in says)
            {
                Assert.That(error!.Message, Does.Contain(text));
            }
        });
        return error!;
    }
}
