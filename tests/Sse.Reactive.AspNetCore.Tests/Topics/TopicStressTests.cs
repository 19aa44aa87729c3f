using System.Collections.Concurrent;
using System.Reactive.Linq;
using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Concurrent publishers, and subscribers that come, leave and return at any moment, on real threads.</summary>
public class TopicStressTests
{
    private const int Publishers = 6;
    private const int EventsEach = 4000;
    private const int Total = Publishers * EventsEach;

    [Test]
    public async Task A_subscriber_that_leaves_and_returns_receives_all_events_in_one_order_without_gaps_or_duplicates()
    {
        var seed = Environment.TickCount;
        var topic = new SseTopic("t", new() { MaxEvents = Total, ReplayFromOldest = true, OnGap = g => Assert.Fail($"{g}") });
        var subscribers = Enumerable.Range(0, 8).Select(i => Task.Run(() => Follow(topic, new Random(seed + i)))).ToArray();

        await Publish(topic);
        var received = await Task.WhenAll(subscribers).WaitAsync(TestDeadline.Value);

        Assert.That(received[0], Has.Count.EqualTo(Total), $"seed {seed}");
        Assert.That(
            received[0].Select(e => e.LastEventId[(e.LastEventId.LastIndexOf('/') + 1)..]),
            Is.EqualTo(Enumerable.Range(1, Total).Select(i => $"{i}")));
        foreach (var other in received)
        {
            Assert.That(other.SequenceEqual(received[0]), $"seed {seed}");
        }

        // The order of each publisher is kept too.
        foreach (var publisher in received[0].GroupBy(e => e.Type))
        {
            Assert.That(publisher.Select(e => e.Data), Is.EqualTo(Enumerable.Range(0, EventsEach).Select(i => $"{i}")));
        }
    }

    [Test]
    public async Task A_short_history_counts_missed_events_exactly()
    {
        var topic = new SseTopic("t", new() { MaxEvents = 50, ReplayFromOldest = true });
        var received = new List<SseEvent>();
        var random = new Random(1);
        using var subscription = topic.Subscribe(e =>
        {
            received.Add(e);
            if (random.Next(200) == 0)
            {
                Thread.Sleep(1); // slow at times
            }
        });

        await Publish(topic);
        topic.OnCompleted();

        var expected = 1L;
        foreach (var e in received)
        {
            if (SseGap.TryRead(e, out var gap))
            {
                expected += gap.Count!.Value;
            }
            else
            {
                Assert.That(e.LastEventId, Does.EndWith($"/{expected++}"));
            }
        }

        Assert.That(expected, Is.EqualTo(Total + 1));
    }

    [Test]
    public async Task Clients_whose_connections_break_at_any_moment_miss_nothing()
    {
        var seed = Environment.TickCount;
        var topic = new SseTopic("t", new() { MaxEvents = Total, ReplayFromOldest = true });
        var options = new SseServerOptions { MaxQueuedMessages = 16, HeartbeatInterval = null };
        var clients = Enumerable.Range(0, 4).Select(i => Task.Run(() => Read(topic, options, new Random(seed + i)))).ToArray();

        await Publish(topic);
        topic.OnCompleted();
        foreach (var text in await Task.WhenAll(clients).WaitAsync(TestDeadline.Value))
        {
            var events = text.Split("\n\n").Where(b => b.Contains("data: ", StringComparison.Ordinal));
            var positions = events.Select(b => b.Split('\n')[^1]).Select(id => id[(id.LastIndexOf('/') + 1)..]);
            Assert.That(positions, Is.EqualTo(Enumerable.Range(1, Total).Select(i => $"{i}")), $"seed {seed}");
        }
    }

    private static Task Publish(SseTopic topic) => Task.WhenAll(Enumerable.Range(0, Publishers).Select(p => Task.Factory.StartNew(
        () =>
        {
            for (var i = 0; i < EventsEach; i++)
            {
                topic.Publish(new($"{i}", $"p{p}"));
                if (i % 64 == p)
                {
                    Thread.Yield();
                }
            }
        },
        TaskCreationOptions.LongRunning)));

    /// <summary>Subscribes, leaves after some events and resumes after the last one, until it has received all.</summary>
    private static List<SseEvent> Follow(SseTopic topic, Random random)
    {
        var received = new List<SseEvent>();
        while (received.Count < Total)
        {
            topic.After(received.Count == 0 ? "" : received[^1].LastEventId)
                .Take(Math.Min(random.Next(1, 500), Total - received.Count))
                .Do(received.Add)
                .Timeout(TestDeadline.Value)
                .Wait();
        }

        return received;
    }

    /// <summary>Reads whole events over connections that it resets after some bytes, until the topic ends.</summary>
    private static async Task<string> Read(SseTopic topic, SseServerOptions options, Random random)
    {
        var blocks = new ConcurrentQueue<string>();
        var lastEventId = "";
        while (true)
        {
            using var client = FakeClient.Start(SseResults.Stream(topic.After(lastEventId), options), room: 200);
            var text = "";
            var until = random.Next(50_000);
            await Waiting.UntilAsync(
                () => (text += client.ReadAvailable()).Length > until || client.Response.IsCompleted,
                () => "The client received nothing more.");
            var hasEnded = client.Response.IsCompleted;
            text += hasEnded ? client.ReadAvailable() : "";
            text = text.LastIndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var last ? text[..(last + 2)] : "";
            blocks.Enqueue(text);
            if (text.LastIndexOf("id: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                lastEventId = text[(at + 4)..text.IndexOf('\n', at)];
            }

            if (hasEnded)
            {
                return string.Concat(blocks);
            }
        }
    }
}
