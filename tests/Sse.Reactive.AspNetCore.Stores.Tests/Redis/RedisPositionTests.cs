using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>IDs, and what other programs do to a stream.</summary>
public class RedisPositionTests : RedisFixture
{
    [TestCase("99999999999999-5", TestName = "The_ID_of_a_lost_event_is_never_assigned_again_after_the_clock_was_set_back")]
    [TestCase("99999999999999-9007199254740990", TestName = "The_ID_of_a_lost_event_is_never_assigned_again_if_the_sequence_is_exhausted")]
    public async Task The_ID_of_a_lost_event_is_never_assigned_again(string last)
    {
        await Database.StreamAddAsync(Key, "data", "0", last);
        var lost = await AppendAsync(Store, 2);
        await Server.LoseLatestAsync(Topic, 2);
        var next = await AppendAsync(Store, 2, from: 3);

        Assert.That(next, Has.None.AnyOf(lost));
        Assert.That(lost.Concat(next), Has.All.Length.LessThanOrEqualTo(40));
        Assert.That(await ReadAsync(Store, last), Is.EqualTo("3 4"));
        Assert.That(await ReadAsync(Store, lost[1]), Does.StartWith("Unknown"));
    }

    [Test]
    public async Task A_reader_ahead_of_an_engine_whose_clock_is_behind_misses_nothing_after_the_gap()
    {
        await Database.StreamAddAsync(Key, "data", "0", "5-5");
        await Database.StreamAddAsync(Key, "data", "lost", "99999999999999-5");
        await Server.LoseLatestAsync(Topic, 1);

        var gap = await Store.ReadAsync(Topic, "99999999999999-5", All, default);
        await AppendAsync(Store, 2);

        Assert.That(gap.Gap?.Reason, Is.EqualTo(SseGapReason.Unknown));
        Assert.That(await ReadAsync(Store, gap.Floor), Is.EqualTo("1 2"));
    }

    [Test]
    public async Task A_gap_that_another_program_adds_is_one_event_that_cannot_be_delivered()
    {
        var id = (await AppendAsync(Store, 1)).Single();
        var forged = new SseGap(SseGapReason.Unknown, 400, "x").ToEvent();
        await Database.StreamAddAsync(Key, [new("data", forged.Data), new("type", forged.Type)]);
        await AppendAsync(Store, 1, from: 2);
        await using var topics = new SseSharedTopics(Store, new() { ReplayFromOldest = true });
        using var received = new Received(topics[Topic]);
        await received.WaitAsync("2");

        Assert.That(received.Data, Is.EqualTo("1 Expired 2"));
        Assert.That(SseGap.TryRead(received.Events.ElementAt(1), out var gap));
        Assert.That(gap, Is.EqualTo(new SseGap(SseGapReason.Expired, 1, id)));
    }

    [Test]
    public async Task Prefixes_of_which_one_begins_with_the_other_share_topics()
    {
        await using var outer = new SseRedisStore(Multiplexer, new() { KeyPrefix = $"{Topic}:" });
        await using var inner = new SseRedisStore(Multiplexer, new() { KeyPrefix = $"{Topic}:b:" });
        await outer.AppendAsync("b:x", [new(new("1"))], default);

        var page = await inner.ReadAsync("x", "", All, default);
        Assert.That(DataOf(page), Is.EqualTo("1"), "what the documentation of KeyPrefix warns of");
    }

    [Test]
    public async Task A_trim_by_another_program_is_a_gap_also_after_the_last_event_that_the_store_has_removed()
    {
        var ids = await AppendAsync(Store, 10);
        await Store.TrimAsync(Topic, 8, default);
        Assert.That(await ReadAsync(Store, ids[1]), Does.StartWith("3 "));

        await Database.StreamTrimAsync(Key, 5);
        Assert.That(await ReadAsync(Store, ids[1]), Is.EqualTo("Expired 6 7 8 9 10"));

        await Store.TrimAsync(Topic, 3, default);
        Assert.That(await ReadAsync(Store, ids[6]), Is.EqualTo("8 9 10"));
        Assert.That(await ReadAsync(Store, ids[5]), Is.EqualTo("Expired 8 9 10"));
    }

    [Test]
    public async Task An_event_that_another_program_has_deleted_is_a_gap_for_those_who_resume_after_it()
    {
        var ids = await AppendAsync(Store, 5);
        await Database.StreamDeleteAsync(Key, [ids[2]]);
        Assert.That(await ReadAsync(Store, ids[2]), Is.EqualTo("Unknown 4 5"));
        Assert.That(await ReadAsync(Store, ids[1]), Is.EqualTo("4 5"));

        await Database.StreamDeleteAsync(Key, [ids[4]]);
        Assert.That(await ReadAsync(Store, ids[4]), Is.EqualTo(""), "nothing follows the newest event");
    }

    [Test]
    public async Task Events_that_other_programs_add_are_events()
    {
        var empty = (await Store.ReadLatestAsync(Topic, All, default)).Floor;
        await Database.StreamAddAsync(Key, [new("data", "x"), new("type", "order"), new("tag", "me"), new("more", "ignored")]);
        await Database.StreamAddAsync(Key, "nothing", "known");
        await Database.StreamAddAsync(Key, [new("data", "two\nlines")], "18446744073709551615-18446744073709551614");

        var page = await Store.ReadAsync(Topic, empty, All, default);
        Assert.That(page.Gap, Is.Null);
        Assert.That(
            page.Events.Select(e => (e.Value.Type, e.Value.Data, e.Tag)),
            Is.EqualTo([("order", "x", "me"), ("message", "", null), ("message", "two\nlines", (string?)null)]));
        Assert.That(page.Events[0].PublishedAt, Is.EqualTo(DateTimeOffset.UtcNow).Within(TestDeadline.Value));
    }

    [Test]
    public async Task Other_programs_ring()
    {
        await using var topics = new SseSharedTopics(Store, new() { PollInterval = null });
        using var received = new Received(topics[Topic].After((await Store.ReadLatestAsync(Topic, All, default)).Floor));
        await topics[Topic].PublishAsync(new("1"));
        await received.WaitAsync("1");

        await Database.StreamAddAsync(Key, "data", "2");
        await Database.ExecuteAsync("PUBLISH", "sse:bell", Topic);
        await received.WaitAsync("2");
        Assert.That(received.Data, Is.EqualTo("1 2"));
    }

    [Test]
    public async Task Events_of_programs_that_do_not_ring_are_found_by_the_poll()
    {
        await using var topics = new SseSharedTopics(Store, new() { PollInterval = TimeSpan.FromMilliseconds(50) });
        using var received = new Received(topics[Topic].After((await Store.ReadLatestAsync(Topic, All, default)).Floor));

        for (var i = 1; i <= 5; i++)
        {
            // The first ones may also be found when the bells ring because they were subscribed to.
            await Database.StreamAddAsync(Key, "data", $"{i}");
            await received.WaitAsync($"{i}");
        }
    }

    [Test]
    public async Task Pages_of_large_events_are_read_in_few_requests()
    {
        foreach (var data in Enumerable.Repeat(new string('x', 100), 2000).Chunk(200))
        {
            await Store.AppendAsync(Topic, [.. data.Select(d => new SsePublishedEvent(new(d)))], default);
        }

        await Store.AppendAsync(Topic, [.. Enumerable.Range(0, 20).Select(_ => new SsePublishedEvent(new(new('y', 1_000_000))))], default);
        var (after, read, before) = ("", 0, await RangesAsync());
        SsePage page;
        do
        {
            page = await Store.ReadAsync(Topic, after, new(256), default);
            Assert.That(page.Events.Sum(e => e.Value.Data.Length), Is.LessThanOrEqualTo(1024 * 1024));
            read += page.Events.Count;
            after = page.Events[^1].Value.LastEventId;
        }
        while (page.HasMore);

        Assert.That(read, Is.EqualTo(2020));
        Assert.That(await RangesAsync() - before, Is.LessThan(60));

        async Task<int> RangesAsync()
        {
            var commands = (await Multiplexer.GetServers()[0].InfoRawAsync("commandstats"))!;
            return int.Parse(commands.Split("cmdstat_xrange:calls=")[1].Split(',')[0], null);
        }
    }
}
