using System.Globalization;
using System.Reactive.Concurrency;
using System.Text.RegularExpressions;

namespace Sse.Reactive.AspNetCore.Testing;

/// <content>Appending and reading.</content>
public abstract partial class SseStoreContract
{
    private async Task Is_empty_at_first()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var latest = await store.ReadLatestAsync(topic).ConfigureAwait(false);
        ExpectEmpty(latest, "the latest events of a topic without events");
        Expect(
            latest.Floor.Length > 0,
            "a floor of an empty topic that is a position",
            "''",
            "the floor is the empty ID, which means the oldest event held");
        ExpectEmpty(await store.ReadAsync(topic, "").ConfigureAwait(false), "the oldest events of a topic without events");
        ExpectEmpty(
            await store.ReadAsync(topic, latest.Floor).ConfigureAwait(false), "what follows the floor of a topic without events");

        var ids = await store.AppendNumbersAsync(topic, 2).ConfigureAwait(false);
        ExpectPage(
            await store.ReadAsync(topic, latest.Floor).ConfigureAwait(false),
            "1 2",
            $"what follows the floor {Quote(latest.Floor)} of the topic while it was empty",
            "the floor of an empty topic is no position of the topic once it exists");
        Expect(
            !ids.Contains(latest.Floor),
            "no event to have the ID of the floor of the empty topic",
            Quote(latest.Floor),
            "the floor is the ID of the next event, not that before it");

        void ExpectEmpty(SsePage page, string what) =>
            ExpectPage(page, "", what, "a topic that does not exist is no empty topic, or its floor is an unknown ID", hasMore: false);
    }

    private async Task Returns_everything_of_an_event()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
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

        var ids = await store.AppendEventsAsync(topic, events).ConfigureAwait(false);
        var page = await store.ReadAsync(topic, "").ConfigureAwait(false);

        ExpectEqual(
            page.Events.Count,
            events.Length,
            "the number of events",
            "an event without data, or with long data, is left out, or events are appended twice");
        for (var i = 0; i < events.Length; i++)
        {
            var (found, expected) = (page.Events[i], events[i]);
            ExpectEqual(
                found.Value.Data,
                expected.Value.Data,
                $"the data of event {i + 1} of {events.Length}",
                "text is not kept as it is: line ends are changed, white space is removed, or the encoding is not UTF-8");
            ExpectEqual(found.Value.Type, expected.Value.Type, $"the type of event {i + 1} of {events.Length}", "the type is not stored");
            ExpectEqual(
                found.Value.LastEventId,
                ids[i],
                $"the ID of event {i + 1} of {events.Length}, as AppendAsync has returned it,",
                "the IDs are returned in another order, or are not the IDs stored");
            ExpectEqual(
                found.Tag,
                expected.Tag,
                $"the tag of event {i + 1} of {events.Length}",
                "the tag is not stored, or null and an empty tag are one");
        }

        var last = page.Events[^1];
        ExpectEqual(
            $"{last.Value.Data} {last.Value.Type} {last.Tag}",
            "\uFFFDx x\uFFFD \uFFFD",
            "data, type and tag of an event with lone surrogates",
            "a lone surrogate is not replaced with U+FFFD");
    }

    private async Task Says_when_events_were_stored()
    {
        var tolerance = TimeSpan.FromMinutes(30); // clocks are minutes apart, time zones an hour
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        await store.AppendNumbersAsync(topic, 1).ConfigureAwait(false);

        await ExpectPresentAsync(store.ReadAsync(topic, ""), "ReadAsync").ConfigureAwait(false);
        await ExpectPresentAsync(store.ReadLatestAsync(topic), "ReadLatestAsync").ConfigureAwait(false);

        async Task ExpectPresentAsync(Task<SsePage> reading, string method)
        {
            var page = await reading.ConfigureAwait(false);
            ExpectPage(page, "1", $"what {method} returns after one append", "an append returns before the event can be read");
            var (found, now) = (page.Events[0].PublishedAt, DefaultScheduler.Instance.Now);
            Expect(
                (found - now).Duration() < tolerance,
                $"PublishedAt of an event that was just appended to be {Show(now)} by the clock of this machine, give or take"
                    + $" {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes",
                $"{Show(found)} in what {method} returns",
                "the time is not stored, a local time is read as UTC, or seconds as milliseconds");
        }
    }

    private async Task Assigns_short_unique_IDs()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var ids = new HashSet<string>();
        foreach (var id in await store.AppendNumbersAsync(topic, 20).ConfigureAwait(false))
        {
            Expect(ids.Add(id), $"the ID {Quote(id)} once", "it twice", "an ID is a time, or a number that two appends may read");
            Expect(
                ShortId().IsMatch(id),
                "an ID of 1 to 40 ASCII letters, digits, points, hyphens and underscores",
                Quote(id),
                "the ID is not encoded, although clients send it in a header");
        }
    }

    private async Task Reads_what_another_node_has_appended()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();

        var id = "";
        for (var i = 1; i <= 20; i++)
        {
            var appended = (await (i % 2 == 0 ? store : other).AppendAsync(topic, $"{i}").ConfigureAwait(false))[0];
            var page = await (i % 2 == 0 ? other : store).ReadAsync(topic, id).ConfigureAwait(false);
            ExpectPage(
                page,
                $"{i}",
                $"what a store reads after event {i - 1} when another store, as of another node, has appended event {i},",
                "an append returns before others can read it, or reads are answered from a cache");
            id = page.Events[0].Value.LastEventId;
            ExpectEqual(id, appended, $"the ID of event {i}, as AppendAsync has returned it,", "the ID is not the one that is stored");
        }
    }

    private async Task Reads_pages_that_exclude_their_floor()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);

        for (var start = 0; start <= 10; start++)
        {
            for (var count = 1; count <= 11; count++)
            {
                var after = start == 0 ? "" : ids[start - 1];
                var page = await store.ReadAsync(topic, after, new(count, int.MaxValue)).ConfigureAwait(false);
                var end = Math.Min(10, start + count);
                ExpectPage(
                    page,
                    Numbers(start + 1, end),
                    $"the page of at most {count} events after event {start} of 10",
                    "the event with the ID itself is part of the page, events are left out or not in order, or HasMore is a guess",
                    hasMore: end < 10);
                Expect(
                    start == 0 || page.Floor == after,
                    $"the floor of a page without a gap to be the ID that it was read after, {Quote(after)}",
                    Quote(page.Floor),
                    "the floor is the ID of the first event of the page");
            }
        }

        var oldest = await store.ReadAsync(topic, "").ConfigureAwait(false);
        ExpectPage(
            await store.ReadAsync(topic, oldest.Floor).ConfigureAwait(false),
            Numbers(1, 10),
            $"what follows the floor {Quote(oldest.Floor)} of the oldest page",
            "the floor of the oldest page is its first event, or no position");
    }

    private async Task Limits_the_size_of_pages()
    {
        const string Mistake = "the size of the data is not counted, or not in bytes";
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        for (var i = 0; i < 8; i++)
        {
            await store.AppendAsync(topic, new string((char)('a' + i), 100_000)).ConfigureAwait(false);
        }

        var (after, read) = ("", 0);
        SsePage page;
        do
        {
            page = await store.ReadAsync(topic, after, new(100, 250_000)).ConfigureAwait(false);
            Expect(
                page.Events.Count is 1 or 2,
                $"a page of at most 250,000 bytes after event {read} of 8 to have one or two events of 100,000",
                Show(page),
                page.Events.Count == 0 ? "HasMore of the page before, or its last ID, is wrong" : Mistake);
            read += page.Events.Count;
            Expect(
                page.Events[^1].Value.Data == new string((char)('a' + read - 1), 100_000),
                $"a page whose last event is event {read} of 8",
                Show(page),
                "events are left out when a page is full, or are read again");
            after = page.Events[^1].Value.LastEventId;
        }
        while (page.HasMore);
        ExpectEqual(read, 8, "the number of events read in pages of at most 250,000 bytes", "HasMore is false when the size ends a page");

        page = await store.ReadAsync(topic, "", new(100, 10)).ConfigureAwait(false);
        Expect(
            page.Events.Count == 1 && page.HasMore,
            "one event, with HasMore, in a page of at most 10 bytes when the first event has 100,000",
            $"{page.Events.Count} events{(page.HasMore ? ", with HasMore" : "")}",
            Mistake);
        page = await store.ReadLatestAsync(topic, new(100, 250_000)).ConfigureAwait(false);
        Expect(page.Events.Count is 1 or 2, "one or two events of 100,000 bytes in the latest 250,000", Show(page), Mistake);
        Expect(
            page.Events[^1].Value.Data.StartsWith('h'),
            "event 8 of 8 at the end of the latest events",
            Show(page),
            "the size is counted from the oldest event");
    }

    private async Task Reads_the_latest_events()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var ids = await store.AppendNumbersAsync(topic, 10).ConfigureAwait(false);

        for (var count = 1; count <= 11; count++)
        {
            var page = await store.ReadLatestAsync(topic, new(count, int.MaxValue)).ConfigureAwait(false);
            ExpectPage(
                page,
                Numbers(Math.Max(1, 11 - count), 10),
                $"the latest {count} of 10 events",
                "the oldest events are read, the newest come first, or HasMore is true because there are older ones",
                hasMore: false);
            Expect(
                count >= 10 || page.Floor == ids[9 - count],
                $"the floor of the latest {count} of 10 events to be the ID of the event before them",
                Quote(page.Floor),
                "it is the ID of the first of them, or the floor of the topic");
            ExpectPage(
                await store.ReadAsync(topic, page.Floor).ConfigureAwait(false),
                DataOf(page),
                $"what follows the floor of the latest {count} of 10 events",
                "the floor of the latest events is no position of the topic");
        }
    }

    private async Task Keeps_the_events_of_an_append_together()
    {
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = 0; i < 5; i++)
            {
                await (n % 2 == 0 ? store : other).AppendAsync(topic, $"{n}.{i}a", $"{n}.{i}b", $"{n}.{i}c").ConfigureAwait(false);
            }
        })).ConfigureAwait(false);

        var events = (await store.ReadAsync(topic, "").ConfigureAwait(false)).Events;
        ExpectEqual(
            events.Count, 120, "the number of events after 40 concurrent appends of 3", "an append is repeated after a conflict, or lost");
        for (var i = 0; i < 120; i += 3)
        {
            var key = events[i].Value.Data.TrimEnd('a', 'b', 'c');
            ExpectEqual(
                string.Join(' ', events.Skip(i).Take(3).Select(e => e.Value.Data)),
                $"{key}a {key}b {key}c",
                $"events {i + 1} to {i + 3}, of one append,",
                "the events of an append are appended one by one, or not in their order");
        }
    }

    /// <summary>This is what numbers that are assigned before a commit break.</summary>
    private async Task Shows_every_reader_a_prefix_of_one_order()
    {
        const string Lost = "an append is repeated after a conflict, or is lost; or a large page leaves events out";
        const string Early = "positions are assigned before the commit (sequences, identity columns), so that a later event is seen first";
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var other = await OpenNodeAsync().ConfigureAwait(false);
        var topic = NewTopic();
        var isDone = false;

        var readers = Enumerable.Range(0, 4).Select(n => Task.Run(() => ReadAllAsync(n % 2 == 0 ? store : other))).ToArray();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await (n % 2 == 0 ? store : other).AppendAsync(topic, $"{n}.{i}").ConfigureAwait(false);
                }
            }))).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref isDone, true);
        }

        var seen = await Task.WhenAll(readers).ConfigureAwait(false);
        var final = (await store.ReadAsync(topic, "").ConfigureAwait(false)).Events.Select(e => e.Value).ToList();
        ExpectEqual(
            final.Count, 320, "the number of events after 320 concurrent appends", Lost);
        for (var n = 0; n < 16; n++)
        {
            ExpectEqual(
                string.Join(' ', final.Where(e => e.Data.StartsWith($"{n}.", StringComparison.Ordinal)).Select(e => e.Data)),
                string.Join(' ', Enumerable.Range(0, 20).Select(i => $"{n}.{i}")),
                $"the events of publisher {n} of 16, which awaits each append,",
                "the order is one of times, or appends are committed later than AppendAsync returns");
        }

        foreach (var events in seen)
        {
            var i = final.Zip(events).TakeWhile(pair => pair.First == pair.Second).Count();
            Expect(
                events.Count == final.Count && i == final.Count,
                $"a reader that follows the topic to see all {final.Count} events in their final order,"
                    + $" with event {At(final, i)} at position {i + 1}",
                $"{events.Count} events, with {At(events, i)} there",
                i == events.Count ? "HasMore is false although more events follow" : Early);
        }

        static string At(List<SseEvent> events, int index) =>
            index < events.Count ? $"{Quote(events[index].Data)} (ID {events[index].LastEventId})" : "none";

        async Task<List<SseEvent>> ReadAllAsync(Node reading)
        {
            var (events, after) = (new List<SseEvent>(), "");
            while (true)
            {
                var isLast = Volatile.Read(ref isDone);
                var page = await reading.ReadAsync(topic, after, new(7)).ConfigureAwait(false);
                Expect(
                    page.Gap is null && events.Count + page.Events.Count <= 320,
                    $"pages without a gap, of 320 events in all, for a reader of a topic while others append, after {Quote(after)}",
                    $"{events.Count} events so far, and then {Show(page)}",
                    page.Gap is null ? "events are read again" : Early);
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
        var store = await OpenNodeAsync().ConfigureAwait(false);
        var (name, ascii) = (NewTopic(), $"orders-{_prefix}");
        string[] topics =
        [
            ascii, ascii.ToUpperInvariant(), name, name.ToUpperInvariant(), name.Replace("ö", "o\u0308", StringComparison.Ordinal),
            NewTopic(), name + " ", new string('x', 200) + name,
        ];

        foreach (var topic in topics)
        {
            await store.AppendAsync(topic, topic).ConfigureAwait(false);
        }

        foreach (var topic in topics)
        {
            ExpectPage(
                await store.ReadAsync(topic, "").ConfigureAwait(false),
                topic,
                $"all that is read of the topic {Quote(topic)}, which has one event with its name,",
                "the database compares names without regard to case, accents or final spaces, or cuts long ones; compare them by bytes");
        }
    }

    [GeneratedRegex("^[0-9A-Za-z._-]{1,40}$")]
    private static partial Regex ShortId();
}
