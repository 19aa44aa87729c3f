using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Reactive.Testing;
using Sse.Reactive.AspNetCore.Tests.Serving;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The writer of one connection: by hand-over, bounded, with heartbeats and timeouts, in virtual time.</summary>
public class WriterTests
{
    private readonly TestScheduler _scheduler = new();
    private readonly Feed _source = new();
    private SseServerOptions _options = null!;

    [OneTimeTearDown]
    public void TearDown() => _source.Dispose();

    [SetUp]
    public void SetUp()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _options = new() { Scheduler = _scheduler };
    }

    [Test]
    public async Task An_event_is_written_before_its_publisher_goes_on_when_nothing_waits()
    {
        using var client = await Open();

        for (var i = 0; i < 100; i++)
        {
            _source.OnNext(new($"{i}"));
            Assert.That(client.Now(), Is.EqualTo($"data: {i}\n\n"));
        }
    }

    [Test]
    public async Task The_first_thing_sent_is_the_reconnection_time_if_there_is_one()
    {
        _options = _options with { ReconnectionTime = TimeSpan.FromSeconds(7) };
        using var client = FakeClient.Of(SseResults.Stream(_source.StartWith(new SseEvent("a")), _options));

        Assert.That(await client.Until("data: a\n\n"), Is.EqualTo("retry: 7000\n\ndata: a\n\n"));
    }

    [Test]
    public async Task Completion_closes_after_what_waits()
    {
        using var client = FakeClient.Of(SseResults.Stream(Enumerable.Range(0, 1000).Select(i => new SseEvent($"{i}")).ToObservable(), _options));

        Assert.That((await client.Rest()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"data: {i}")));
    }

    [Test]
    public async Task An_error_closes_with_a_retry_so_that_the_client_comes_back()
    {
        using var client = await Open();

        _source.OnNext(new("a"));
        using var failing = FakeClient.Of(SseResults.Stream(_source.Select(e => e.Data == "b" ? throw new FormatException() : e), _options));
        _source.OnNext(new("b"));

        Assert.That(await failing.Rest(), Is.EqualTo("retry: 3000\n\n"));
        Assert.That(client.Now(), Is.EqualTo("data: a\n\ndata: b\n\n"));
    }

    [TestCase("a\nid: 666", "", TestName = "A_type_cannot_inject_a_field")]
    [TestCase("a\rdata: x", "", TestName = "A_type_cannot_inject_a_line")]
    [TestCase("a", "1\n\ndata: x", TestName = "An_id_cannot_inject_an_event")]
    public async Task Injection(string type, string id)
    {
        using var client = await Open();

        _source.OnNext(new("x", type, id));

        Assert.That(await client.Rest(), Is.EqualTo("retry: 3000\n\n"), "an error of the source, and nothing of the event");
    }

    [Test]
    public async Task A_comment_cannot_inject_a_field_and_data_stays_data()
    {
        var frames = new SseFrame[] { new SseFrame.Comment(" a\ndata: b\r\nid: 1"), new SseFrame.Event(new("a\n\nid: 2\rretry: 1")) };
        using var client = FakeClient.Of(SseResults.Stream(frames.ToObservable(), _options));

        Assert.That(await client.Rest(), Is.EqualTo(": a\n:data: b\n:id: 1\n\ndata: a\ndata: \ndata: id: 2\ndata: retry: 1\n\n"));
    }

    [Test]
    public async Task An_id_that_is_reset_is_written_and_one_that_never_was_is_not()
    {
        var events = new SseEvent[] { new("a"), new("b", LastEventId: "1"), new("c"), new("d") };
        using var client = FakeClient.Of(SseResults.Stream(events.ToObservable(), _options));

        Assert.That(await client.Rest(), Is.EqualTo("data: a\n\nid: 1\ndata: b\n\nid: \ndata: c\n\ndata: d\n\n"));
    }

    [Test]
    public async Task A_comment_is_sent_when_nothing_was_for_15_seconds()
    {
        using var client = await Open();

        Advance(seconds: 14);
        Assert.That(client.Now(), Is.Empty);
        _source.OnNext(new("a"));
        Assert.That(client.Now(), Is.EqualTo("data: a\n\n"));
        Advance(seconds: 14);
        Assert.That(client.Now(), Is.Empty, "there was an event 14 s ago");
        Advance(seconds: 1);
        Assert.That(await client.Until("\n\n"), Is.EqualTo(":\n\n"));
        Advance(seconds: 15);
        Assert.That(await client.Until("\n\n"), Is.EqualTo(":\n\n"));
    }

    [Test]
    public async Task Without_heartbeats_there_are_none()
    {
        _options = _options with { HeartbeatInterval = null };
        using var client = await Open();

        Advance(seconds: 3600);

        Assert.That(client.Now(), Is.Empty);
    }

    [Test]
    public async Task A_timer_that_goes_off_at_once_does_not_end_the_heartbeats()
    {
        _options = _options with { Scheduler = new Hasty(_scheduler) };
        using var client = await Open();
        _scheduler.AdvanceBy(1);
        _source.OnNext(new("a")); // so that at 15 s there is one tick to wait

        Advance(seconds: 15);
        Assert.That(await client.Until(":\n\n"), Is.EqualTo("data: a\n\n:\n\n"));
        Advance(seconds: 15);
        Assert.That(await client.Until(":\n\n"), Is.EqualTo(":\n\n"));
    }

    [Test]
    public async Task A_client_that_is_gone_is_unsubscribed_at_once_and_its_response_ends()
    {
        var client = await Open();

        client.Abort();

        Assert.That(_source.HasObservers, Is.False);
        await client.Response.WaitAsync(TimeSpan.FromSeconds(20));
        client.Dispose();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_source_that_throws_when_disposed_of_hurts_neither_its_publisher_nor_the_end_of_the_response(bool isReset)
    {
        using var lines = new Lines();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(lines)).BuildServiceProvider();
        _options = _options with { MaxQueuedMessages = 2 };
        var source = Observable.Create<SseEvent>(observer =>
        {
            var subscription = _source.Subscribe(observer);
            return () =>
            {
                subscription.Dispose();
                throw new FormatException();
            };
        });
        using var client = await FakeClient.Open(source, _options, room: 10, services);

        if (isReset)
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.That(() => _source.OnNext(new("0123456789")), Throws.Nothing);
            }

            await client.Rest();
        }
        else
        {
            client.Abort();
        }

        await client.Response.WaitAsync(Waiting.Deadline);
        Assert.That(lines.All.Single(l => l.Level == LogLevel.Error).Event, Is.EqualTo("DisposalFailed"));
        Assert.That(lines.All.Count(l => l.Event == "TooSlow"), Is.EqualTo(isReset ? 1 : 0));
    }

    [Test]
    public async Task Many_publishers_at_once_end_a_client_that_is_too_slow_once()
    {
        using var lines = new Lines();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(lines)).BuildServiceProvider();
        _options = _options with { MaxQueuedMessages = 2 };
        for (var round = 0; round < 50; round++)
        {
            using var client = await FakeClient.Open(_source, _options, room: 10, services);
            using var start = new Barrier(4);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 5; i++)
                {
                    _source.OnNext(new("0123456789"));
                }
            })));

            await client.Rest();
            Assert.That(lines.All.Count(l => l.Event == "TooSlow"), Is.EqualTo(round + 1));
        }
    }

    [Test]
    public async Task What_a_topic_publishes_on_the_heels_of_an_event_gets_one_flush_for_all()
    {
        var topic = new SseTopic("t");
        using var client = FakeClient.Of(SseResults.Stream(topic.After(""), new SseServerOptions { HeartbeatInterval = null }));
        await Waiting.Until(() => client.IsWrittenBy(() => topic.Publish(new("?"))), () => "the opening does not end");
        await client.Until($"data: ?\n\n");
        var flushes = client.Flushes;
        client.OnNextFlush = () =>
        {
            for (var i = 0; i < 100; i++)
            {
                topic.Publish(new($"{i}"));
            }
        };

        topic.Publish(new("first"));
        var text = await client.Until("data: 99\n\n");

        Assert.That(text.Split('\n').Where(l => l.StartsWith("data", StringComparison.Ordinal)), Is.EqualTo(new[] { "data: first" }.Concat(Enumerable.Range(0, 100).Select(i => $"data: {i}"))));
        Assert.That(client.Flushes, Is.EqualTo(flushes + 2));
    }

    [Test]
    public async Task What_comes_during_a_flush_waits_and_gets_one_flush_for_all()
    {
        using var client = await Open(room: 10);
        _source.OnNext(new("0123456789"));
        var flushes = client.Flushes;
        for (var i = 0; i < 100; i++)
        {
            _source.OnNext(new($"{i}"));
        }

        Assert.That(client.Flushes, Is.EqualTo(flushes));
        var text = await client.Until("data: 99\n\n");

        Assert.That(text, Is.EqualTo("data: 0123456789\n\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"data: {i}\n\n"))));
        Assert.That(client.Flushes, Is.EqualTo(flushes + 1));
    }

    [Test]
    public async Task A_client_that_stopped_delays_neither_another_nor_the_publisher_and_is_reset_when_its_outbox_is_full()
    {
        _options = _options with { MaxQueuedMessages = 10 };
        using var stopped = await Open(room: 10);
        using var other = await Open();
        var events = Enumerable.Range(0, 20).Select(i => $"data: 0123456789-{i}\n\n").ToArray();

        for (var i = 0; i < 11; i++)
        {
            _source.OnNext(new($"0123456789-{i}"));
        }

        for (var i = 11; i < 20; i++)
        {
            _source.OnNext(new($"0123456789-{i}"));
        }

        Assert.That(other.Now(), Is.EqualTo(string.Concat(events)));
        Assert.That(await stopped.Rest(), Is.EqualTo(string.Concat(events[..11])), "one was being written, ten waited: these it is given, and then the end");
    }

    [Test]
    public async Task Bytes_count_too()
    {
        _options = _options with { MaxQueuedBytes = 1000 };
        using var stopped = await Open(room: 10);

        for (var i = 0; i < 3; i++)
        {
            _source.OnNext(new(new string('x', 600)));
        }

        _source.OnNext(new("x"));

        var text = await stopped.Rest();
        Assert.That(text.Count(c => c == 'x'), Is.EqualTo(1800), "one was being written, two waited: the second went past the bound");
    }

    [Test]
    public async Task A_replay_of_more_than_may_wait_gets_on_with_each_connection()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        for (var i = 0; i < 1000; i++)
        {
            topic.Publish(new($"{i}"));
        }

        _options = _options with { MaxQueuedMessages = 100 };
        var seen = new List<string>();
        var lastEventId = "";
        for (var connections = 1; seen.Count < 1000; connections++)
        {
            Assert.That(connections, Is.LessThan(20));
            using var client = FakeClient.Of(SseResults.Stream(topic.After(lastEventId).Where(_ => true), _options)); // behind an operator a topic cannot wait
            var text = "";
            await Waiting.Until(() => (text += client.Now()).EndsWith("data: 999\n\n", StringComparison.Ordinal) || client.Response.IsCompleted, () => text);
            text += client.Now();
            seen.AddRange(text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]));
            lastEventId = text.Split('\n').Last(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"{i}")));
    }

    [Test]
    public async Task Keeping_the_latest_asks_for_no_key_of_a_gap()
    {
        _options = _options with { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type == SseGap.EventType ? throw new FormatException() : "k") };
        using var client = await Open(room: 10);
        _source.OnNext(new("0123456789"));
        _source.OnNext(new SseGap(SseGapReason.Unknown).ToEvent("1"));
        _source.OnNext(new("0 last"));

        Assert.That(await client.Until("data: 0 last\n\n"), Does.Contain("sse-gap"));
    }

    [Test]
    public async Task Dropping_the_oldest_leaves_a_counted_gap_that_is_resumed_behind()
    {
        _options = _options with { MaxQueuedMessages = 3, Overflow = SseOverflowPolicy.DropOldest };
        using var client = await Open(room: 10);

        for (var i = 1; i <= 10; i++)
        {
            _source.OnNext(new($"0123456789-{i}", LastEventId: $"{i}"));
        }

        var text = await client.Until("0123456789-10\n\n");
        Assert.That(text, Is.EqualTo(
            "id: 1\ndata: 0123456789-1\n\n"
            + "id: 7\nevent: sse-gap\ndata: {\"reason\":\"overflow\",\"count\":6,\"after\":\"1\"}\n\n"
            + "id: 8\ndata: 0123456789-8\n\nid: 9\ndata: 0123456789-9\n\nid: 10\ndata: 0123456789-10\n\n"));
    }

    [Test]
    public async Task Keeping_the_latest_per_key_sends_the_latest_of_each_in_the_order_they_came()
    {
        _options = _options with { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type) };
        using var client = await Open(room: 10);

        for (var i = 1; i <= 9; i++)
        {
            _source.OnNext(new($"0123456789-{i}", "abc"[i % 3].ToString()));
        }

        Assert.That(await client.Until("-9\n\n"), Is.EqualTo(
            "event: b\ndata: 0123456789-1\n\nevent: b\ndata: 0123456789-7\n\nevent: c\ndata: 0123456789-8\n\nevent: a\ndata: 0123456789-9\n\n"));
    }

    [Test]
    public async Task A_client_that_takes_nothing_for_the_write_timeout_is_reset()
    {
        using var client = await Open(room: 10);
        _source.OnNext(new("0123456789"));

        Advance(seconds: 29.9);
        Assert.That(client.IsReset, Is.False);
        Advance(seconds: 0.1);

        Assert.That(client.IsReset);
        await client.Response.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task An_async_sequence_is_pulled_no_faster_than_the_client_takes_it_and_loses_nothing()
    {
        var pulled = 0;
        async IAsyncEnumerable<SseEvent> Events()
        {
            for (; pulled < 1000; pulled++)
            {
                await Task.Yield();
                Waiting.Look();
                yield return new($"{pulled}");
            }
        }

        _options = _options with { MaxQueuedMessages = 10 };
        using var client = FakeClient.Of(SseResults.Stream(Events(), _options), room: 100);
        await Waiting.Until(() => pulled >= 10, () => "not pulled");

        Assert.That(pulled, Is.LessThan(100));
        Assert.That((await client.Rest()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"data: {i}")));
    }

    [Test]
    public async Task An_async_sequence_that_does_not_heed_its_token_ends_with_its_client_too()
    {
        var isOver = false;
        async IAsyncEnumerable<SseEvent> Events()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return new("x");
                }
            }
            finally
            {
                isOver = true;
                Waiting.Look();
            }
        }

        using var client = FakeClient.Of(SseResults.Stream(Events(), _options));
        await client.Until("data: x\n\n");

        client.Abort();

        await Waiting.Until(() => isOver, () => "still pulled");
    }

    [Test]
    public async Task Publishers_at_the_same_time_never_write_at_the_same_time_and_lose_nothing()
    {
        _options = _options with { MaxQueuedMessages = 1_000_000, MaxQueuedBytes = 1_000_000_000 };
        using var client = await Open(room: 1000);
        var reading = client.Until("data: end\n\n");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(p => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                _source.OnNext(new($"{p}-{i}"));
            }
        })));
        _source.OnNext(new("end"));

        var text = await reading;
        Assert.That(client.IsReset, Is.False);
        var lines = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1];
        for (var p = 0; p < 4; p++)
        {
            Assert.That(lines.Where(l => l.StartsWith($"data: {p}-", StringComparison.Ordinal)), Is.EqualTo(Enumerable.Range(0, 5000).Select(i => $"data: {p}-{i}")));
        }
    }

    [Test]
    public async Task A_connection_ends_in_good_order_after_the_time_it_may_last()
    {
        _options = _options with { MaxConnectionAge = TimeSpan.FromMinutes(10), Random = new(1) };
        using var client = await Open();

        Advance(seconds: 599);
        Assert.That(client.Response.IsCompleted, Is.False);
        Advance(seconds: 151);

        Assert.That(await client.Rest(), Does.Not.Contain("data"));
        Assert.That(client.IsReset, Is.False);
    }

    private Task<FakeClient> Open(int room = 64 * 1024) => FakeClient.Open(_source, _options, room);

    private void Advance(double seconds) => _scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
}
