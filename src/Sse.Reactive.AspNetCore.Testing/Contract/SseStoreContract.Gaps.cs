namespace Sse.Reactive.AspNetCore.Testing;

/// <content>IDs that are expired or unknown.</content>
public abstract partial class SseStoreContract
{
    private async Task Reports_expired_events()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);
        await store.TrimAsync(topic, 4, CancellationToken.None).ConfigureAwait(false);

        for (var i = 1; i <= 5; i++)
        {
            var page = await ReadAsync(store, topic, ids[i - 1]).ConfigureAwait(false);
            ExpectEqual(page.Gap?.Reason, SseGapReason.Expired, $"the reason of the gap after event {i} of 6 that were removed");
            ExpectEqual(page.Gap?.After, ids[i - 1], "the ID before the gap");
            Expect(page.Gap?.Count is null || page.Gap?.Count == 6 - i, $"the count of the gap after event {i} is {6 - i} or unknown");
            await ExpectEventsAfterGapAsync(store, topic, page, Numbers(7, 10)).ConfigureAwait(false);
        }

        var oldest = await ReadAsync(store, topic, "").ConfigureAwait(false);
        ExpectEqual((DataOf(oldest), oldest.Gap), (Numbers(7, 10), null), "what is held");
    }

    private async Task Resumes_at_the_boundary_of_a_trim()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);
        await store.TrimAsync(topic, 4, CancellationToken.None).ConfigureAwait(false);

        for (var i = 7; i <= 10; i++)
        {
            var page = await ReadAsync(store, topic, ids[i - 1]).ConfigureAwait(false);
            ExpectEqual((DataOf(page), page.Gap), (Numbers(i + 1, 10), null), $"what follows event {i}, which is held");
        }

        // Event 6 was removed, but nothing after it was. A gap in vain is allowed here.
        var boundary = await ReadAsync(store, topic, ids[5]).ConfigureAwait(false);
        ExpectEqual(DataOf(boundary), Numbers(7, 10), "what follows the last event that was removed");
    }

    private async Task Reports_a_trim_between_two_pages()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);

        var first = await ReadAsync(store, topic, "", new(3)).ConfigureAwait(false);
        await store.TrimAsync(topic, 4, CancellationToken.None).ConfigureAwait(false);
        var second = await ReadAsync(store, topic, first.Events[^1].Value.LastEventId, new(3)).ConfigureAwait(false);

        ExpectEqual(second.Gap?.Reason, SseGapReason.Expired, "the reason of the gap between two pages");
        await ExpectEventsAfterGapAsync(store, topic, second, Numbers(7, 9)).ConfigureAwait(false);
    }

    private async Task Keeps_positions_when_all_events_are_removed()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 3).ConfigureAwait(false);
        await store.TrimAsync(topic, 0, CancellationToken.None).ConfigureAwait(false);

        ExpectEqual((await ReadAsync(store, topic, "").ConfigureAwait(false)).Events.Count, 0, "the number of events");
        var latest = await store.ReadLatestAsync(topic, All, CancellationToken.None).ConfigureAwait(false);
        var early = await ReadAsync(store, topic, ids[0]).ConfigureAwait(false);
        ExpectEqual(early.Gap?.Reason, SseGapReason.Expired, "the reason of the gap after an event that was removed with others");
        ExpectEqual(
            (await ReadAsync(store, topic, early.Floor).ConfigureAwait(false)).Gap, null, "the gap after the floor of a page with a gap");

        var next = await AppendNumbersAsync(store, topic, 1, from: 4).ConfigureAwait(false);
        Expect(!ids.Contains(next[0]), "the ID of an event that was removed is never used again");
        foreach (var floor in new[] { latest.Floor, early.Floor })
        {
            var page = await ReadAsync(store, topic, floor).ConfigureAwait(false);
            ExpectEqual((DataOf(page), page.Gap), ("4", null), "what follows the floor of the empty topic");
        }
    }

    private async Task Reports_unknown_IDs()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var (topic, other) = (NewTopic(), NewTopic());
        var ids = await AppendNumbersAsync(store, topic, 3).ConfigureAwait(false);
        var foreign = await AppendNumbersAsync(store, other, 3).ConfigureAwait(false);
        string[] unknown =
        [
            .. foreign, " ", "nonsense", "größe 🎈", "-1", "0", "1", "2.", ".2", "1.2.3", "1-2-3", "-", "1.-2", "+1.2", "' OR 1=1 --",
            "99999999999999999999.1", "9223372036854775807.1", "18446744073709551615-18446744073709551615", new string('9', 4000),
        ];

        foreach (var id in unknown)
        {
            var page = await ReadAsync(store, topic, id).ConfigureAwait(false);
            Expect(page.Gap is not null, $"an ID that the topic has never assigned is a gap: '{id[..Math.Min(40, id.Length)]}'");
            ExpectEqual(page.Gap?.After, id, "the ID before the gap");
            Expect(page.Gap?.Count is null, "the gap after an unknown ID has no count");
            await ExpectEventsAfterGapAsync(store, topic, page, null).ConfigureAwait(false);
        }

        ExpectEqual(DataOf(await ReadAsync(store, topic, ids[1]).ConfigureAwait(false)), "3", "what follows a known ID");
        var empty = await ReadAsync(store, NewTopic(), ids[1]).ConfigureAwait(false);
        Expect(empty.Gap is not null, "an ID in a topic without events is a gap");
    }

    private async Task Reports_events_that_were_lost()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);
        if (!await LoseLatestAsync(topic, 4).ConfigureAwait(false))
        {
            return;
        }

        foreach (var id in ids[6..])
        {
            var ahead = await ReadAsync(store, topic, id).ConfigureAwait(false);
            ExpectEqual(ahead.Gap?.Reason, SseGapReason.Unknown, "the reason of the gap after an event that was lost");
        }

        var check = new Dictionary<string, string> { [topic] = ids[^1] };
        Expect(
            (await store.CheckAsync(check, CancellationToken.None).ConfigureAwait(false)).Contains(topic),
            "a topic that has lost events has news");

        // The topic grows past the positions of the lost events.
        await AppendNumbersAsync(store, topic, 8, from: 7).ConfigureAwait(false);
        foreach (var id in ids[6..])
        {
            var page = await ReadAsync(store, topic, id).ConfigureAwait(false);
            ExpectEqual(page.Gap?.Reason, SseGapReason.Unknown, "the reason of the gap after an event that was lost, and replaced");
            Expect(page.Events.Count(e => int.Parse(e.Value.Data, null) > 6) == 8, "all new events follow that gap");
        }

        var known = await ReadAsync(store, topic, ids[5]).ConfigureAwait(false);
        ExpectEqual((DataOf(known), known.Gap), (Numbers(7, 14), null), "what follows the last event that was not lost");
    }

    /// <summary>A page after a gap begins after its floor, which is a position to resume from.</summary>
    private static async Task ExpectEventsAfterGapAsync(ISseStore store, string topic, SsePage page, string? data)
    {
        Expect(data is null || DataOf(page) == data, $"'{data}' follows the gap, not '{DataOf(page)}'");
        var again = await ReadAsync(store, topic, page.Floor, new(Math.Max(1, page.Events.Count))).ConfigureAwait(false);
        ExpectEqual((DataOf(again), again.Gap), (DataOf(page), null), "what follows the floor of a page with a gap");
    }
}
