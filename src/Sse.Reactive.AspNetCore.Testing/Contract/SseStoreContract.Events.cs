using System.Text.RegularExpressions;

namespace Sse.Reactive.AspNetCore.Testing;

/// <content>Appending and reading.</content>
public abstract partial class SseStoreContract
{
    private async Task Is_empty_at_first()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var latest = await store.ReadLatestAsync(topic, All, CancellationToken.None).ConfigureAwait(false);
        ExpectEmpty(latest);
        Expect(latest.Floor.Length > 0, "the floor of an empty topic is not empty");
        ExpectEmpty(await ReadAsync(store, topic, "").ConfigureAwait(false));
        ExpectEmpty(await ReadAsync(store, topic, latest.Floor).ConfigureAwait(false));

        var ids = await AppendNumbersAsync(store, topic, 2).ConfigureAwait(false);
        var first = await ReadAsync(store, topic, latest.Floor).ConfigureAwait(false);
        ExpectEqual(first.Gap, null, "the gap after the floor of the empty topic");
        ExpectEqual(DataOf(first), "1 2", "what follows the floor of the empty topic");
        Expect(!ids.Contains(latest.Floor), "no event has the ID of the floor of the empty topic");

        static void ExpectEmpty(SsePage page)
        {
            ExpectEqual(page.Events.Count, 0, "the number of events");
            ExpectEqual(page.HasMore, false, "HasMore");
            ExpectEqual(page.Gap, null, "the gap");
        }
    }

    private async Task Returns_everything_of_an_event()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        SsePublishedEvent[] events =
        [
            new(new("")),
            new(new("one\ntwo\r\nthree\r", "type")),
            new(new("größer 日本 🎈 \u2028 \u2029 \\ ' \" $1 ", "größe 🎈"), "the tag"),
            new(new(new string('x', 1_000_000)), ""),
            new(new("\t\u0001\u007F"), "日本"),
            new(new("\uD800x", "x\uDC00"), "\uD800"),
        ];

        var ids = await store.AppendAsync(topic, events, CancellationToken.None).ConfigureAwait(false);
        var page = await ReadAsync(store, topic, "").ConfigureAwait(false);

        ExpectEqual(page.Events.Count, events.Length, "the number of events");
        for (var i = 0; i < events.Length; i++)
        {
            ExpectEqual(page.Events[i].Value, events[i].Value with { LastEventId = ids[i] }, $"event {i}");
            ExpectEqual(page.Events[i].Tag, events[i].Tag, $"the tag of event {i}");
        }

        var last = page.Events[^1];
        ExpectEqual(
            (last.Value.Data, last.Value.Type, last.Tag), ("\uFFFDx", "x\uFFFD", "\uFFFD"), "an event with lone surrogates");
    }

    private async Task Assigns_short_unique_IDs()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var ids = new HashSet<string>();
        foreach (var id in await AppendNumbersAsync(store, topic, 20).ConfigureAwait(false))
        {
            Expect(ids.Add(id), $"the ID '{id}' is assigned once");
            Expect(ShortId().IsMatch(id), $"the ID '{id}' has 1 to 40 ASCII letters, digits, points, hyphens and underscores");
        }
    }

    private async Task Reads_what_another_node_has_appended()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var id = "";
        for (var i = 1; i <= 20; i++)
        {
            var appended = (await AppendAsync(i % 2 == 0 ? store : other, topic, $"{i}").ConfigureAwait(false))[0];
            var page = await ReadAsync(i % 2 == 0 ? other : store, topic, id).ConfigureAwait(false);
            ExpectEqual(DataOf(page), $"{i}", "what is read after an append on another node");
            id = page.Events[0].Value.LastEventId;
            ExpectEqual(id, appended, "the ID of the event that was read");
        }
    }

    private async Task Reads_pages_that_exclude_their_floor()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);

        for (var start = 0; start <= 10; start++)
        {
            for (var count = 1; count <= 11; count++)
            {
                var after = start == 0 ? "" : ids[start - 1];
                var page = await ReadAsync(store, topic, after, new(count, int.MaxValue)).ConfigureAwait(false);
                var end = Math.Min(10, start + count);
                ExpectEqual(DataOf(page), Numbers(start + 1, end), $"the page of {count} events after event {start}");
                ExpectEqual(page.HasMore, end < 10, $"HasMore of the page of {count} events after event {start}");
                ExpectEqual(page.Gap, null, "the gap");
                Expect(start == 0 || page.Floor == after, "the floor of a page without a gap is the ID that it was read after");
            }
        }

        var oldest = await ReadAsync(store, topic, "").ConfigureAwait(false);
        var again = await ReadAsync(store, topic, oldest.Floor).ConfigureAwait(false);
        ExpectEqual((DataOf(again), again.Gap), (Numbers(1, 10), null), "what follows the floor of the oldest page");
    }

    private async Task Limits_the_size_of_pages()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        for (var i = 0; i < 8; i++)
        {
            await AppendAsync(store, topic, new string((char)('a' + i), 100_000)).ConfigureAwait(false);
        }

        var (after, read) = ("", 0);
        SsePage page;
        do
        {
            page = await ReadAsync(store, topic, after, new(100, 250_000)).ConfigureAwait(false);
            Expect(page.Events.Count is 1 or 2, "a page of 250,000 bytes has one or two events of 100,000");
            read += page.Events.Count;
            after = page.Events[^1].Value.LastEventId;
        }
        while (page.HasMore);
        ExpectEqual(read, 8, "the number of events that were read in small pages");

        page = await ReadAsync(store, topic, "", new(100, 10)).ConfigureAwait(false);
        ExpectEqual((page.Events.Count, page.HasMore), (1, true), "a page that is smaller than an event: its events, and HasMore");
        page = await store.ReadLatestAsync(topic, new(100, 250_000), CancellationToken.None).ConfigureAwait(false);
        Expect(page.Events.Count is 1 or 2, "the latest 250,000 bytes are one or two events of 100,000");
        ExpectEqual(page.Events[^1].Value.Data[0], 'h', "the last of the latest events");
    }

    private async Task Reads_the_latest_events()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await AppendNumbersAsync(store, topic, 10).ConfigureAwait(false);

        for (var count = 1; count <= 11; count++)
        {
            var page = await store.ReadLatestAsync(topic, new(count, int.MaxValue), CancellationToken.None).ConfigureAwait(false);
            ExpectEqual(DataOf(page), Numbers(Math.Max(1, 11 - count), 10), $"the latest {count} events");
            ExpectEqual((page.HasMore, page.Gap), (false, null), "HasMore and the gap of the latest events");
            Expect(count >= 10 || page.Floor == ids[9 - count], "the floor of the latest events is the ID of the event before them");
            var again = await ReadAsync(store, topic, page.Floor).ConfigureAwait(false);
            ExpectEqual((DataOf(again), again.Gap), (DataOf(page), null), "what follows the floor of the latest events");
        }
    }

    private async Task Keeps_the_events_of_an_append_together()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = 0; i < 5; i++)
            {
                var node = n % 2 == 0 ? store : other;
                var batch = await AppendAsync(node, topic, $"{n}.{i}a", $"{n}.{i}b", $"{n}.{i}c").ConfigureAwait(false);
                ExpectEqual(batch.Count, 3, "the number of IDs");
            }
        })).ConfigureAwait(false);

        var events = (await ReadAsync(store, topic, "").ConfigureAwait(false)).Events;
        ExpectEqual(events.Count, 120, "the number of events");
        for (var i = 0; i < 120; i += 3)
        {
            var key = events[i].Value.Data[..^1];
            ExpectEqual(
                string.Join(' ', events.Skip(i).Take(3).Select(e => e.Value.Data)), $"{key}a {key}b {key}c", "the events of an append");
        }
    }

    /// <summary>This is what numbers that are assigned before a commit break.</summary>
    private async Task Shows_every_reader_a_prefix_of_one_order()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        await using var other = await OpenAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var isDone = false;

        var readers = Enumerable.Range(0, 4).Select(n => Task.Run(() => ReadAllAsync(n % 2 == 0 ? store : other))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await AppendAsync(n % 2 == 0 ? store : other, topic, $"{n}.{i}").ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        Volatile.Write(ref isDone, true);
        var seen = await Task.WhenAll(readers).ConfigureAwait(false);

        var final = (await ReadAsync(store, topic, "").ConfigureAwait(false)).Events.Select(e => e.Value).ToList();
        ExpectEqual(final.Count, 320, "the number of events");
        Expect(
            final.GroupBy(e => e.Data.Split('.')[0]).All(g => g.Select(e => int.Parse(e.Data.Split('.')[1], null)).Order().SequenceEqual(
                g.Select(e => int.Parse(e.Data.Split('.')[1], null)))),
            "the events of one publisher keep their order");
        Expect(seen.All(s => s.SequenceEqual(final)), "a reader that follows the topic sees every event, in the final order");

        async Task<List<SseEvent>> ReadAllAsync(ISseStore reading)
        {
            var (events, after) = (new List<SseEvent>(), "");
            while (true)
            {
                var isLast = Volatile.Read(ref isDone);
                var page = await ReadAsync(reading, topic, after, new(7)).ConfigureAwait(false);
                ExpectEqual(page.Gap, null, "the gap");
                events.AddRange(page.Events.Select(e => e.Value));
                after = page.Events is [.., var last] ? last.Value.LastEventId : page.Floor;
                if (isLast && !page.HasMore)
                {
                    return events;
                }
            }
        }
    }

    private async Task Keeps_topics_apart()
    {
        await using var store = await OpenAsync().ConfigureAwait(false);
        string[] topics = [NewTopic(), NewTopic()];
        topics = [.. topics, topics[0].ToUpperInvariant(), topics[0] + " ", new string('x', 200) + topics[0]];

        foreach (var topic in topics)
        {
            await AppendAsync(store, topic, topic).ConfigureAwait(false);
        }

        foreach (var topic in topics)
        {
            ExpectEqual(DataOf(await ReadAsync(store, topic, "").ConfigureAwait(false)), topic, "the only event of a topic");
        }
    }

    [GeneratedRegex("^[0-9A-Za-z._-]{1,40}$")]
    private static partial Regex ShortId();
}
