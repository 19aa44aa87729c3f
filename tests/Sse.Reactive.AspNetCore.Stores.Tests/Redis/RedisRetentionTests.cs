using System.Globalization;
using Sse.Reactive.AspNetCore.Redis;
using StackExchange.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The limits of what is held, and the positions of what was removed.</summary>
public class RedisRetentionTests : RedisFixture
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Test]
    public async Task Each_publish_removes_the_events_beyond_the_number()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxEvents = 10 });
        var ids = await AppendAsync(store, 30);

        Assert.That(await ReadAsync(store, ""), Is.EqualTo("21 22 23 24 25 26 27 28 29 30"));
        Assert.That(await ReadAsync(store, ids[18]), Does.StartWith("Expired 21 "));
        Assert.That(await ReadAsync(store, ids[19]), Does.StartWith("21 "), "nothing is missing after the last event that was removed");
    }

    [Test]
    public async Task A_tenth_more_is_held_until_the_next_removal()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxEvents = 100 });
        await AppendAsync(store, 109);
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(109));

        await AppendAsync(store, 1);
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(100));
    }

    [Test]
    public async Task Much_is_removed_in_short_steps()
    {
        await Database.ExecuteAsync("EVAL", "for i = 1, 25000 do redis.call('XADD', KEYS[1], '*', 'data', i) end", 1, Key);
        await using var store = new SseRedisStore(Multiplexer, new() { MaxEvents = 10 });
        await AppendAsync(store, 1);
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(15_000), "one publish removes ten thousand, and as many as it adds");

        await store.TrimAsync(Topic, 10, default);
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(10));
    }

    [Test]
    public async Task Each_publish_removes_the_events_beyond_the_size_except_the_latest()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxBytes = 1000 });
        await store.AppendAsync(
            Topic, [.. Enumerable.Range(1, 5).Select(i => new SsePublishedEvent(new(new string((char)('0' + i), 400))))], default);
        var two = await store.ReadAsync(Topic, "", All, default);
        Assert.That(two.Events.Select(e => e.Value.Data[0]), Is.EqualTo("45"));

        await store.AppendAsync(Topic, [new(new(new string('6', 5000)))], default);
        var one = await store.ReadAsync(Topic, two.Events[^1].Value.LastEventId, All, default);
        Assert.That((one.Gap, one.Events.Single().Value.Data[0]), Is.EqualTo(((SseGap?)null, '6')));

        await store.AppendAsync(Topic, [new(new("7"))], default);
        Assert.That(await ReadAsync(store, ""), Is.EqualTo("7"));
    }

    [Test]
    public async Task A_subscriber_of_the_node_that_publishes_faster_than_it_reads_receives_a_gap_for_what_was_removed_and_no_other()
    {
        const int Count = 3000;
        await using var store = new SseRedisStore(Multiplexer, new() { MaxEvents = 50 });
        await using var topics = new SseSharedTopics(store);
        using var received = new Received(topics[Topic].After((await store.ReadLatestAsync(Topic, All, default)).Floor));
        await Task.WhenAll(Enumerable.Range(1, Count).Select(i => topics[Topic].PublishAsync(new($"{i}")).AsTask()));
        await received.WaitAsync($"{Count}");

        var (last, gaps) = (0, 0);
        foreach (var item in received.Data.Split(' '))
        {
            if (int.TryParse(item, CultureInfo.InvariantCulture, out var number))
            {
                Assert.That((number > last, gaps > 0), Is.EqualTo((true, number > last + 1)), $"after {last} and {gaps} gaps: {number}");
                (last, gaps) = (number, 0);
            }
            else
            {
                gaps++;
            }
        }
    }

    [Test]
    public async Task Events_of_other_programs_are_not_included_in_the_size()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxBytes = 3 });
        await AppendAsync(store, 2);
        for (var i = 0; i < 20; i++)
        {
            await Database.StreamAddAsync(Key, "data", "x");
        }

        await AppendAsync(store, 1, from: 3);
        Assert.That(await ReadAsync(store, ""), Does.StartWith("1 2 x x"));

        await AppendAsync(store, 1, from: 4);
        Assert.That(await ReadAsync(store, ""), Does.StartWith("2 x x"));

        await AppendAsync(store, 2, from: 5);
        Assert.That(await ReadAsync(store, ""), Is.EqualTo("4 5 6"), "they are removed together with the event after them");
    }

    [TestCase("bytes", "99999999999")]
    [TestCase("sse-bytes", "nan")]
    [TestCase("sse-bytes", "1e400")]
    public async Task The_size_is_limited_however_many_events_of_other_programs_are_the_oldest(string field, string value)
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxEvents = null, MaxBytes = 1000 });
        await Database.ExecuteAsync(
            "EVAL", "for i = 1, 25000 do redis.call('XADD', KEYS[1], '*', 'data', 'x', ARGV[1], ARGV[2]) end", 1, Key, field, value);
        await PublishAsync("12");
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(25_002));

        await PublishAsync("345678");
        Assert.That(await Database.StreamLengthAsync(Key), Is.EqualTo(2), "they are removed together with the event after them");

        await Database.StreamAddAsync(Key, "data", "x");
        await PublishAsync("9");
        Assert.That(await ReadAsync(store, ""), Does.Match("^8{400} x 9{400}$"));

        async Task PublishAsync(string digits)
        {
            foreach (var digit in digits)
            {
                await store.AppendAsync(Topic, [new(new(new string(digit, 400)))], default);
            }
        }
    }

    [Test]
    public async Task A_topic_without_subscribers_expires_after_its_last_event()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxAge = Short, RetentionInterval = Hour });
        var ids = await AppendAsync(store, 3);
        Assert.That(await Database.KeyTimeToLiveAsync(Key), Is.InRange(2 * Hour, (3 * Hour) + Short));

        await ExpireAsync(Database);
        Assert.That(await ReadAsync(store, ids[1]), Is.EqualTo("Expired"));

        await AppendAsync(store, 1, from: 4);
        Assert.That(await ReadAsync(store, ids[1]), Is.EqualTo("Expired 4"));
    }

    [Test]
    public async Task A_topic_that_was_removed_in_the_absence_of_a_reader_is_a_gap()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxAge = Hour });
        await using var brief = new SseRedisStore(Multiplexer, new() { MaxAge = Short, RetentionInterval = Short });
        var before = (await store.ReadLatestAsync(Topic, All, default)).Floor;
        await AppendAsync(store, 3);
        Assert.That(await ReadAsync(store, before), Is.EqualTo("1 2 3"));

        await ExpireAsync(Database);
        await AppendAsync(store, 1, from: 4);
        Assert.That(await ReadAsync(brief, before), Is.EqualTo("Expired 4"));
    }

    [Test]
    public async Task Events_that_are_too_old_are_removed_from_a_topic_with_subscribers()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxAge = Short, RetentionInterval = Short });
        await AppendAsync(store, 3);
        await Database.KeyPersistAsync(Key);
        using var watch = store.Watch(Topic, () => { });

        await UntilAsync(async () => await Database.StreamLengthAsync(Key) == 0);
    }

    [Test]
    public async Task A_subscriber_of_a_quiet_topic_receives_no_gap()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxAge = Hour, RetentionInterval = Short });
        await using var topics = new SseSharedTopics(store, new() { PollInterval = TimeSpan.FromMilliseconds(50) });
        using var received = new Received(topics[Topic].After((await store.ReadLatestAsync(Topic, All, default)).Floor));
        await topics[Topic].PublishAsync(new("1"));
        await received.WaitAsync("1");

        await store.TrimAsync(Topic, 0, default);
        await Database.KeyExpireAsync(Key, 3 * Hour);
        await UntilAsync(async () => await Database.KeyTimeToLiveAsync(Key) < 2 * Hour); // prolonged, although it is empty

        await topics[Topic].PublishAsync(new("2"));
        await received.WaitAsync("2");
        Assert.That(received.Data, Is.EqualTo("1 2"));
    }

    [Test]
    public async Task The_position_of_a_subscriber_that_waits_long_for_the_first_event_is_renewed()
    {
        await using var store = new SseRedisStore(Multiplexer, new() { MaxAge = Hour });
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var fresh = $"0-{now}";
        var old = $"0-{now - (long)(0.6 * Hour).TotalMilliseconds}";
        Assert.That(await store.CheckAsync(new Dictionary<string, string> { [Topic] = fresh }, default), Is.Empty);
        Assert.That(await store.CheckAsync(new Dictionary<string, string> { [Topic] = old }, default), Is.EqualTo(new[] { Topic }));

        var renewed = await store.ReadAsync(Topic, old, All, default);
        Assert.That((renewed.Gap, renewed.Events.Count), Is.EqualTo(((SseGap?)null, 0)));
        Assert.That(long.Parse(renewed.Floor[2..], CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(now));
        await AppendAsync(store, 1);
        Assert.That(await ReadAsync(store, renewed.Floor), Is.EqualTo("1"));
    }

    /// <summary>Lets the topic expire, as the server does it in time, and its events become too old.</summary>
    private static async Task ExpireAsync(IDatabase database)
    {
        await Task.Delay(5 * Short);
        await database.KeyExpireAsync(Key, TimeSpan.Zero);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (!await condition())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
