namespace Sse.Reactive.AspNetCore.Testing;

/// <content>Gaps.</content>
public abstract partial class SseStoreContract
{
    private async Task Reports_expired_events()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var latestFloor = (await store.ReadLatestAsync(topic).ConfigureAwait(false)).Floor;
        var floor = (await store.ReadAsync(topic, "").ConfigureAwait(false)).Floor;
        var ids = await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);
        await store.TrimAsync(topic, 4).ConfigureAwait(false);

        ExpectPage(
            await store.ReadAsync(topic, "").ConfigureAwait(false),
            Numbers(7, 10),
            "what is held of 10 events after TrimAsync to 4",
            "the wrong events are removed, or one too many or too few");
        for (var i = 1; i <= 5; i++)
        {
            await ExpectExpiredAsync(
                ids[i - 1], $"event {i} of 6 that were removed", 6 - i, "an ID that is not found is read from the oldest event held")
                .ConfigureAwait(false);
        }

        // A client that connected before the first event has such a floor.
        foreach (var after in new[] { latestFloor, floor })
        {
            await ExpectExpiredAsync(
                after,
                "the floor of the topic while it was empty, now that 6 events were removed",
                6,
                "this floor is always accepted as the beginning, although events after it were removed").ConfigureAwait(false);
        }

        async Task ExpectExpiredAsync(string after, string where, long count, string mistake)
        {
            var page = await store.ReadAsync(topic, after).ConfigureAwait(false);
            ExpectGap(page, after, where, ids.Contains(after) ? SseGapReason.Expired : null, count, mistake);
            await ExpectEventsAfterGapAsync(store, topic, page, where, Numbers(7, 10)).ConfigureAwait(false);
        }
    }

    private async Task Resumes_at_the_boundary_of_a_trim()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);
        await store.TrimAsync(topic, 4).ConfigureAwait(false);

        for (var i = 7; i <= 10; i++)
        {
            ExpectPage(
                await store.ReadAsync(topic, ids[i - 1]).ConfigureAwait(false),
                Numbers(i + 1, 10),
                $"what follows event {i} of 10, of which events 7 to 10 are held,",
                "TrimAsync removes too many events, or the first that is held is taken for removed");
        }

        // Event 6 was removed, but nothing after it was. A gap in vain is allowed here.
        var boundary = await store.ReadAsync(topic, ids[5]).ConfigureAwait(false);
        Expect(
            DataOf(boundary) == Numbers(7, 10),
            $"the events {Quote(Numbers(7, 10))} to follow event 6, the last that was removed",
            Show(boundary),
            "an ID that is not held is read from its position, or from the newest event, and not from the oldest event held");
    }

    private async Task Reports_a_trim_between_two_pages()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);

        var first = await store.ReadAsync(topic, "", new(3)).ConfigureAwait(false);
        ExpectPage(first, Numbers(1, 3), "the first page of 3 events", "pages are not limited, or not in order", hasMore: true);
        await store.TrimAsync(topic, 4).ConfigureAwait(false);
        var after = first.Events[^1].Value.LastEventId;
        var second = await store.ReadAsync(topic, after, new(3)).ConfigureAwait(false);

        const string Where = "the last event of a page, when events 1 to 6 were removed before the next page was read";
        ExpectGap(second, after, Where, SseGapReason.Expired, 3, "a reader keeps its position, and skips what was removed");
        await ExpectEventsAfterGapAsync(store, topic, second, Where, Numbers(7, 9)).ConfigureAwait(false);
    }

    private async Task Keeps_positions_when_all_events_are_removed()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await store.AppendNumbersAsync(topic, 3).ConfigureAwait(false);
        await store.TrimAsync(topic, 0).ConfigureAwait(false);

        ExpectPage(
            await store.ReadAsync(topic, "").ConfigureAwait(false),
            "",
            "what is held after TrimAsync to 0",
            "TrimAsync keeps at least one event",
            hasMore: false);
        var latest = await store.ReadLatestAsync(topic).ConfigureAwait(false);
        var early = await store.ReadAsync(topic, ids[0]).ConfigureAwait(false);
        const string Where = "event 1 of 3, all of which were removed";
        ExpectGap(early, ids[0], Where, SseGapReason.Expired, 2, "a topic without events is taken for one that does not exist");
        await ExpectEventsAfterGapAsync(store, topic, early, Where, "").ConfigureAwait(false);

        var next = await store.AppendNumbersAsync(topic, 1, from: 4).ConfigureAwait(false);
        Expect(
            !ids.Contains(next[0]),
            $"an ID that no event has had ({string.Join(", ", ids)}), for the next event after all were removed",
            Quote(next[0]),
            "positions start again when a topic is empty");
        foreach (var (floor, of) in new[] { (latest.Floor, "latest"), (early.Floor, "first") })
        {
            ExpectPage(
                await store.ReadAsync(topic, floor).ConfigureAwait(false),
                "4",
                $"what follows the floor {Quote(floor)} of the {of} page after all events were removed",
                "the position of a topic is lost when its last event is removed");
        }
    }

    private async Task Reports_unknown_IDs()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var (topic, other) = (NewTopic(), NewTopic());
        var ids = await store.AppendNumbersAsync(topic, 3).ConfigureAwait(false);
        var foreign = await store.AppendNumbersAsync(other, 3).ConfigureAwait(false);
        string[] unknown =
        [
            .. foreign, " ", "nonsense", "größe 🎈", "-1", "0", "1", "2.", ".2", "1.2.3", "1-2-3", "-", "1.-2", "+1.2", "' OR 1=1 --",
            "99999999999999999999.1", "9223372036854775807.1", "18446744073709551615-18446744073709551615", new string('9', 4000),
        ];

        foreach (var id in unknown)
        {
            var isForeign = foreign.Contains(id);
            var where = isForeign
                ? $"the ID {Quote(id)}, which only another topic has assigned"
                : $"the ID {Quote(id)}, which the topic has never assigned";
            var page = await store.ReadAsync(topic, id).ConfigureAwait(false);
            ExpectGap(
                page,
                id,
                where,
                reason: null,
                count: null,
                isForeign
                    ? "an ID is only a position, without a proof of its event"
                    : "a part of the ID is read as a number, or what is no ID is taken for none");
            await ExpectEventsAfterGapAsync(store, topic, page, where).ConfigureAwait(false);
        }

        ExpectPage(
            await store.ReadAsync(topic, ids[1]).ConfigureAwait(false),
            "3",
            "what follows event 2 of 3",
            "known IDs are taken for unknown");
        var empty = await store.ReadAsync(NewTopic(), ids[1]).ConfigureAwait(false);
        ExpectGap(
            empty,
            ids[1],
            $"the ID {Quote(ids[1])} of another topic, in a topic without events",
            reason: null,
            count: null,
            "a topic without events is not asked for the ID");
    }

    private async Task Reports_events_that_were_lost()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);
        if (!await WithinDeadlineAsync(LoseLatestAsync(topic, 4), nameof(LoseLatestAsync)).ConfigureAwait(false))
        {
            return;
        }

        for (var i = 7; i <= 10; i++)
        {
            ExpectGap(
                await store.ReadAsync(topic, ids[i - 1]).ConfigureAwait(false),
                ids[i - 1],
                $"event {i}, which the engine has lost with all after event 6",
                SseGapReason.Unknown,
                count: null,
                "an ID ahead of the topic is read as its end");
        }

        var news = await store.CheckAsync(new Dictionary<string, string> { [topic] = ids[^1] }).ConfigureAwait(false);
        Expect(
            news.Contains(topic),
            "CheckAsync to name a topic whose newest events the engine has lost",
            "that it does not",
            "only a topic whose newest event is further than the ID is named; compare for equality");

        // The topic grows past the positions of the lost events.
        await store.AppendNumbersAsync(topic, 8, from: 7).ConfigureAwait(false);
        for (var i = 7; i <= 10; i++)
        {
            var where = $"event {i}, which the engine has lost, now that other events have its position and more";
            var page = await store.ReadAsync(topic, ids[i - 1]).ConfigureAwait(false);
            ExpectGap(
                page,
                ids[i - 1],
                where,
                SseGapReason.Unknown,
                count: null,
                "an ID is only a position, without a proof of its event, such as a random number stored with it");
            Expect(
                DataOf(page).EndsWith(Numbers(7, 14), StringComparison.Ordinal),
                $"all new events, {Quote(Numbers(7, 14))}, to follow the gap after {where}",
                Show(page),
                "the position of the lost event is used, and events before it are left out");
        }

        ExpectPage(
            await store.ReadAsync(topic, ids[5]).ConfigureAwait(false),
            Numbers(7, 14),
            "what follows event 6, the last that was not lost,",
            "IDs are invalid after any loss");
    }
}
