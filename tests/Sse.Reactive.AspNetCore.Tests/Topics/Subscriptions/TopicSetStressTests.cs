using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Several topics over one connection, on real threads: publishers, changing sets, and clients that leave and return.</summary>
public class TopicSetStressTests
{
    private const int EventsEach = 3000;
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Toggled = ["x", "y", "z"];

    [Test]
    public async Task Subscribers_that_leave_and_return_receive_all_events_of_each_topic_once_and_in_order()
    {
        var seed = Environment.TickCount;
        using var topics = Create();
        var subscribers = Enumerable.Range(0, 6).Select(i => Task.Run(() => Follow(topics, new Random(seed + i)))).ToArray();

        await Publish(topics, Names);
        foreach (var received in await Task.WhenAll(subscribers).WaitAsync(TestDeadline.Value))
        {
            foreach (var name in Names)
            {
                var data = received.Where(e => e.Type == name).Select(e => e.Data);
                Assert.That(data, Is.EqualTo(Enumerable.Range(0, EventsEach).Select(i => $"{i}")), $"{name}, seed {seed}");
            }
        }
    }

    [Test]
    public async Task A_set_that_changes_all_the_time_loses_nothing_of_the_topics_that_stay_and_duplicates_nothing()
    {
        var seed = Environment.TickCount;
        using var topics = Create();
        using var names = new BehaviorSubject<string[]>(Names);
        var received = new List<SseEvent>();
        var isInside = 0;
        using var subscription = topics.After(names, "").Subscribe(e =>
        {
            Assert.That(Interlocked.Increment(ref isInside), Is.EqualTo(1), "one at a time");
            received.Add(e);
            Interlocked.Decrement(ref isInside);
        });
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested)
            {
                names.OnNext([.. Toggled.Where(_ => random.Next(2) == 0), .. Names.OrderBy(_ => random.Next())]);
            }
        });

        await Publish(topics, [.. Names, .. Toggled]);
        await stop.CancelAsync();
        await changing;
        names.OnCompleted();
        foreach (var name in Names.Concat(Toggled))
        {
            topics.Remove(name);
        }

        foreach (var name in Names)
        {
            var data = received.Where(e => e.Type == name).Select(e => e.Data);
            Assert.That(data, Is.EqualTo(Enumerable.Range(0, EventsEach).Select(i => $"{i}")), $"{name}, seed {seed}");
        }

        foreach (var name in Toggled)
        {
            var data = received.Where(e => e.Type == name).Select(e => int.Parse(e.Data, null)).ToList();
            Assert.That(data, Is.Ordered.And.Unique, $"{name}, seed {seed}");
        }
    }

    [Test]
    public async Task Clients_whose_connections_break_at_any_moment_miss_nothing()
    {
        var seed = Environment.TickCount;
        using var topics = Create();
        var options = new SseServerOptions { MaxQueuedMessages = 16, HeartbeatInterval = null };
        var clients = Enumerable.Range(0, 3).Select(i => Task.Run(() => ReadAsync(topics, options, new Random(seed + i)))).ToArray();

        await Publish(topics, Names);
        foreach (var blocks in await Task.WhenAll(clients).WaitAsync(TestDeadline.Value))
        {
            foreach (var name in Names)
            {
                var data = blocks.Where(b => b.Contains($"event: {name}\n", StringComparison.Ordinal))
                    .Select(b => b.Split("data: ")[1].Split('\n')[0]);
                Assert.That(data, Is.EqualTo(Enumerable.Range(0, EventsEach).Select(i => $"{i}")), $"{name}, seed {seed}");
            }
        }
    }

    private static SseTopics Create() =>
        new(name => new()
        {
            MaxEvents = EventsEach,
            ReplayFromOldest = Names.Contains(name),
            OnGap = g => Assert.Fail($"{g}"),
        });

    private static Task Publish(SseTopics topics, string[] names) => Task.WhenAll(names.Select(name => Task.Factory.StartNew(
        () =>
        {
            for (var i = 0; i < EventsEach; i++)
            {
                topics.Publish(name, new($"{i}", name));
                if (i % 64 == name[0] % 64)
                {
                    Thread.Yield();
                }
            }
        },
        TaskCreationOptions.LongRunning)));

    private static List<SseEvent> Follow(SseTopics topics, Random random)
    {
        var received = new List<SseEvent>();
        var total = Names.Length * EventsEach;
        while (received.Count < total)
        {
            topics.After(Names, received.Count == 0 ? "" : received[^1].LastEventId)
                .Take(Math.Min(random.Next(1, 500), total - received.Count))
                .Do(received.Add)
                .Timeout(TestDeadline.Value)
                .Wait();
        }

        return received;
    }

    /// <summary>Reads whole blocks over connections that it breaks after some bytes, until it has all events.</summary>
    private static async Task<List<string>> ReadAsync(SseTopics topics, SseServerOptions options, Random random)
    {
        var events = new List<string>();
        var lastEventId = "";
        while (events.Count < Names.Length * EventsEach)
        {
            using var client = FakeClient.Start(SseResults.Stream(topics.After(Names, lastEventId), options), room: 200);
            var (text, until, missing) = ("", random.Next(200_000), (Names.Length * EventsEach) - events.Count);
            await Waiting.UntilAsync(
                () => (text += client.ReadAvailable()).Length > until || text.AsSpan().Count("data: ") >= missing,
                () => "The client received nothing more.");
            var blocks = text.Split("\n\n")[..^1]; // without the broken one
            events.AddRange(blocks.Where(b => b.Contains("data: ", StringComparison.Ordinal)));
            lastEventId = blocks.Length > 0 ? blocks[^1].Split('\n')[^1][4..] : lastEventId;
        }

        return events;
    }
}
