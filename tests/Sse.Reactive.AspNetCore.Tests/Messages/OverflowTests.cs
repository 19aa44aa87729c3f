using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The overflow policies: what a client that reads too slowly receives.</summary>
public class OverflowTests : ResponseFixture
{
    [Test]
    public async Task A_full_outbox_ends_the_stream_after_the_queued_events_and_delays_no_other()
    {
        Options = Options with { MaxQueuedMessages = 10 };
        using var stopped = await OpenAsync(room: 10);
        using var other = await OpenAsync();
        var events = Enumerable.Range(0, 20).Select(i => $"data: 0123456789-{i}\n\n").ToArray();

        for (var i = 0; i < 11; i++)
        {
            Source.OnNext(new($"0123456789-{i}"));
        }

        for (var i = 11; i < 20; i++)
        {
            Source.OnNext(new($"0123456789-{i}"));
        }

        Assert.That(other.ReadAvailable(), Is.EqualTo(string.Concat(events)));
        var text = await stopped.ReadToEndAsync();
        var end = text.IndexOf("retry: ", StringComparison.Ordinal);
        Assert.That(text[..end], Is.EqualTo(string.Concat(events[..11])), "one was being written and ten were queued");
    }

    [Test]
    public async Task Bytes_are_limited_too()
    {
        Options = Options with { MaxQueuedBytes = 1000 };
        using var stopped = await OpenAsync(room: 10);

        for (var i = 0; i < 3; i++)
        {
            Source.OnNext(new(new string('x', 600)));
        }

        Source.OnNext(new("x"));

        var text = await stopped.ReadToEndAsync();
        Assert.That(text.Count(c => c == 'x'), Is.EqualTo(1800), "one was being written, two were queued");
    }

    [Test]
    public async Task Concurrent_publishers_disconnect_a_slow_client_once()
    {
        using var logs = new LogRecorder();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
        Options = Options with { MaxQueuedMessages = 2 };
        for (var round = 0; round < 50; round++)
        {
            using var client = await OpenAsync(room: 10, services);
            using var start = new Barrier(4);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 5; i++)
                {
                    Source.OnNext(new("0123456789"));
                }
            })));

            await client.ReadToEndAsync();
            Assert.That(logs.Entries.Count(l => l.Event == "TooSlow"), Is.EqualTo(round + 1));
        }
    }

    [Test]
    public async Task A_replay_longer_than_the_outbox_makes_progress_with_each_connection()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        for (var i = 0; i < 1000; i++)
        {
            topic.Publish(new($"{i}"));
        }

        Options = Options with { MaxQueuedMessages = 100 };
        var received = new List<string>();
        var lastEventId = "";
        for (var connections = 1; received.Count < 1000; connections++)
        {
            Assert.That(connections, Is.LessThan(20));
            var replay = topic.After(lastEventId).Where(_ => true); // downstream of an operator a topic is not paced
            using var client = FakeClient.Start(SseResults.Stream(replay, Options));
            var text = "";
            await Waiting.UntilAsync(
                () => (text += client.ReadAvailable()).Contains("data: 999\n", StringComparison.Ordinal) || client.Response.IsCompleted,
                () => text);
            text += client.ReadAvailable();
            received.AddRange(text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]));
            lastEventId = text.Split('\n').Last(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        }

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"{i}")));
    }

    [Test]
    public async Task DropOldest_reports_a_counted_gap()
    {
        Options = Options with { MaxQueuedMessages = 3, Overflow = SseOverflowPolicy.DropOldest };
        using var client = await OpenAsync(room: 10);

        for (var i = 1; i <= 10; i++)
        {
            Source.OnNext(new($"0123456789-{i}", LastEventId: $"{i}"));
        }

        var text = await client.ReadUntilAsync("id: 10\n\n");
        Assert.That(text, Is.EqualTo(
            "data: 0123456789-1\nid: 1\n\n"
            + "event: sse-gap\ndata: {\"reason\":\"overflow\",\"count\":6,\"after\":\"1\"}\nid: 7\n\n"
            + "data: 0123456789-8\nid: 8\n\ndata: 0123456789-9\nid: 9\n\ndata: 0123456789-10\nid: 10\n\n"));
    }

    [Test]
    public async Task KeepLatest_sends_the_latest_event_of_each_key_in_order()
    {
        Options = Options with { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type) };
        using var client = await OpenAsync(room: 10);

        for (var i = 1; i <= 9; i++)
        {
            Source.OnNext(new($"0123456789-{i}", "abc"[i % 3].ToString()));
        }

        Assert.That(await client.ReadUntilAsync("-9\n\n"), Is.EqualTo(
            "event: b\ndata: 0123456789-1\n\n"
            + "event: b\ndata: 0123456789-7\n\nevent: c\ndata: 0123456789-8\n\nevent: a\ndata: 0123456789-9\n\n"));
    }

    [Test]
    public async Task KeepLatest_asks_for_no_key_of_a_gap()
    {
        var policy = SseOverflowPolicy.KeepLatest(e => e.Type == SseGap.EventType ? throw new FormatException() : "k");
        Options = Options with { Overflow = policy };
        using var client = await OpenAsync(room: 10);
        Source.OnNext(new("0123456789"));
        Source.OnNext(new SseGap(SseGapReason.Unknown).ToEvent("1"));
        Source.OnNext(new("0 last"));

        Assert.That(await client.ReadUntilAsync("data: 0 last\n\n"), Does.Contain("sse-gap"));
    }
}
