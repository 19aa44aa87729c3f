using System.Globalization;
using System.Reactive.Disposables;
using System.Text.Json;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Sse.Reactive.AspNetCore;

namespace Sse.Concurrency.Tests;

/// <summary>Topics in memory: cursors, the ring, clients, joining and leaving, the end, retirement.</summary>
internal static class TopicScenarios
{
    public static Scenario[] All { get; } =
    [
        new("topic: replay and live", ReplayAndLive),
        new("topic: replay and live, fields", ReplayAndLive, TracksFields: true),
        new("topic: ring overruns", RingOverruns),
        new("topic: clients", () => Clients(room: 100)),
        new("topic: clients with little room", () => Clients(room: 2)),
        new("topic: client filters", Filters),
        new("topic: one leaves", OneLeaves),
        new("topic: one leaves, fields", OneLeaves, TracksFields: true),
        new("topic: two leave, one joins", TwoLeave, TracksFields: true),
        new("topic: end", End, TracksFields: true),
        new("topics: a set changes", SetChanges),
        new("topics: retirement", Retirement),
        new("topics: removal", Removal),
    ];

    private static SseTopic NewTopic(SseTopicOptions? options = null) => new("t", options ?? new() { Scheduler = new VirtualClock() });

    private static SseServerOptions Options(int room) =>
        new() { Scheduler = new VirtualClock(), HeartbeatInterval = null, MaxQueuedMessages = room };

    /// <summary>A filter that takes its time.</summary>
    private static bool Takes(SseHistoryEntry entry)
    {
        SchedulingPoint.Interleave();
        return true;
    }

    private static Task Publishes(SseTopic topic, int count) => Task.Run(() =>
    {
        for (var i = 0; i < count; i++)
        {
            topic.Publish(new("x"));
        }
    });

    private static async Task ReplayAndLive()
    {
        var topic = NewTopic();
        var first = topic.Publish(new("x"));
        Witness<SseEvent> early = new("early"), late = new("late"), back = new("back");
        topic.Subscribe(early);
        await Task.WhenAll(
            Publishes(topic, 2),
            Publishes(topic, 2),
            Task.Run(() => topic.Subscribe(late)),
            Task.Run(() => topic.After(first).Subscribe(back)));
        Sequence.Consecutive(early.Positions(), "early", 2, 5); // without another event that would wake it
        Sequence.Consecutive(back.Positions(), "back", 2, 5);
        topic.Publish(new("x"));
        Sequence.Consecutive(early.Positions(), "early", 2, 6);
        Sequence.Consecutive(back.Positions(), "back", 2, 6);
        Sequence.Consecutive(late.Positions(), "late", last: 6);
    }

    private static async Task RingOverruns()
    {
        var topic = NewTopic(new() { Scheduler = new VirtualClock(), MaxEvents = 2, ReplayFromOldest = true });
        Witness<SseEvent> slow = new("slow");
        topic.Subscribe(slow);
        await Task.WhenAll(Publishes(topic, 3), Publishes(topic, 3));
        topic.Publish(new("x"));
        var next = 1L;
        foreach (var value in slow.Seen)
        {
            if (value.Type == SseGap.EventType)
            {
                next += JsonDocument.Parse(value.Data).RootElement.GetProperty("count").GetInt64();
                continue;
            }

            Specification.Assert(
                TopicEvents.PositionOf(value.LastEventId) == next++,
                $"not reported: {string.Join(' ', slow.Seen.Select(e => e.LastEventId))}");
        }

        Specification.Assert(next == 8, $"ends before {next}");
    }

    private static async Task Clients(int room)
    {
        var topic = NewTopic();
        topic.Publish(new("x"));
        var second = topic.Publish(new("x"));
        Response[] responses = [Response.To(topic.After(second), Options(room)), Response.To(topic.After(second), Options(room))];
        var received = responses.Select(response => Received(response, 5)).ToArray();
        responses[0].Start();
        await Task.WhenAll(Publishes(topic, 2), Publishes(topic, 1), Task.Run(responses[1].Start));
        await Task.WhenAll(received); // or something waits that nothing writes
        topic.OnCompleted();
        foreach (var response in responses)
        {
            await response.Ended;
            Sequence.Consecutive(response.Pipe.Positions, "client", 3, 5);
        }
    }

    private static Task Received(Response response, int last)
    {
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        response.Pipe.Flushed = () =>
        {
            if (response.Pipe.Positions.Contains(last))
            {
                received.TrySetResult();
            }
        };
        return received.Task;
    }

    /// <summary>A filter runs while the response is lent: the stream can end without it.</summary>
    private static async Task Filters()
    {
        var topic = NewTopic();
        var first = topic.Publish(new("x"));
        var response = Response.To(topic.After(first, where: Takes), Options(room: 2));
        response.Start();
        await Task.WhenAll(
            Publishes(topic, 2),
            Task.Run(topic.OnCompleted),
            Choice.Coin() ? Task.Run(response.Connection.Abort) : Task.CompletedTask).ContinueWith(_ => { }, TaskScheduler.Default);
        await response.Ended;
        Sequence.Consecutive(response.Pipe.Positions, "client", 2);
        Specification.Assert(topic.SubscriberCount == 0, "a subscriber is held");
    }

    private static async Task OneLeaves()
    {
        var topic = NewTopic();
        Witness<SseEvent> stays = new("stays"), leaves = new("leaves");
        topic.Subscribe(stays);
        var leaving = topic.Subscribe(leaves);
        var response = Response.To(topic, Options(room: 2));
        response.Start();
        await Task.WhenAll(
            Publishes(topic, 2), Publishes(topic, 1), Task.Run(leaving.Dispose), Task.Run(response.Connection.Abort));
        await response.Ended;
        Specification.Assert(topic.Clients.IsEmpty && topic.SubscriberCount == 1, "a subscriber is held");
        var seen = leaves.Seen.Count;
        topic.Publish(new("x"));
        Sequence.Consecutive(stays.Positions(), "stays", 1, 4);
        Sequence.Consecutive(leaves.Positions(), "leaves", 1);
        Specification.Assert(leaves.Seen.Count == seen, "called after it left");
    }

    private static async Task TwoLeave()
    {
        var topic = NewTopic();
        Witness<SseEvent> stays = new("stays"), joins = new("joins");
        topic.Subscribe(stays);
        var first = topic.Subscribe(new Witness<SseEvent>("first"));
        var second = topic.Subscribe(new Witness<SseEvent>("second"));
        await Task.WhenAll(Task.Run(first.Dispose), Task.Run(second.Dispose), Task.Run(() => topic.Subscribe(joins)));
        topic.Publish(new("x"));
        Specification.Assert(
            stays.Seen.Count == 1 && joins.Seen.Count == 1 && topic.SubscriberCount == 2,
            $"stays {stays.Seen.Count}, joins {joins.Seen.Count}, {topic.SubscriberCount} subscribers");
    }

    private static async Task End()
    {
        var topic = NewTopic(new() { Scheduler = new VirtualClock(), ReplayFromOldest = true });
        Witness<SseEvent> early = new("early"), late = new("late");
        topic.Subscribe(early);
        var published = 0;
        await Task.WhenAll(
            Task.Run(() =>
            {
                try
                {
                    for (; published < 3; published++)
                    {
                        topic.Publish(new("x"));
                    }
                }
                catch (InvalidOperationException)
                {
                    // the topic has ended
                }
            }),
            Task.Run(topic.OnCompleted),
            Task.Run(topic.OnCompleted),
            Task.Run(() => topic.Subscribe(late)));
        foreach (var (witness, name) in new[] { (early, "early"), (late, "late") })
        {
            Specification.Assert(witness.Ends == 1, $"{name}: ended {witness.Ends} times");
            Specification.Assert(witness.Seen.Count == published, $"{name}: {witness.Seen.Count} of {published}");
            Sequence.Consecutive(witness.Positions(), name, 1);
        }

        Specification.Assert(!topic.HasSubscribers, "a subscriber is held");
    }

    private static async Task SetChanges()
    {
        using var topics = new SseTopics(scheduler: new VirtualClock());
        Witness<SseEvent> subscriber = new("subscriber");
        IObserver<IReadOnlyCollection<string>>? names = null;
        var sets = new ManualObservable<IReadOnlyCollection<string>>(observer =>
        {
            names = observer;
            observer.OnNext(["a"]);
            return Disposable.Empty;
        });
        topics.After(sets, "").Subscribe(subscriber);
        await Task.WhenAll(
            Task.Run(() => PublishNumbers(topics, "a", 2)),
            Task.Run(() => PublishNumbers(topics, "b", 2)),
            Task.Run(() => names!.OnNext(["a", "b"])));
        Sequence.Consecutive(NumbersOf(subscriber, "a"), "a", 0, 1);
        topics.Publish("b", new("2", "b"));
        Sequence.Consecutive(NumbersOf(subscriber, "b"), "b", last: 2);
    }

    private static void PublishNumbers(SseTopics topics, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            topics.Publish(name, new($"{i}", name));
        }
    }

    private static IEnumerable<int> NumbersOf(Witness<SseEvent> witness, string name) =>
        witness.Seen.Where(e => e.Type == name).Select(e => int.Parse(e.Data, CultureInfo.InvariantCulture));

    private static async Task Retirement()
    {
        var clock = new VirtualClock();
        using var topics = new SseTopics(idleTime: TimeSpan.FromSeconds(10), scheduler: clock);
        topics.Publish("t", new("x"));
        Witness<SseEvent> subscriber = new("subscriber");
        var (isSubscribed, expected) = (0, 0);
        IDisposable? subscription = null;
        await Task.WhenAll(
            Task.Run(() =>
            {
                clock.Advance(20);
                clock.Advance(20);
            }),
            Task.Run(() =>
            {
                subscription = topics.After("t", "").Subscribe(subscriber);
                Volatile.Write(ref isSubscribed, 1);
            }),
            Task.Run(() =>
            {
                expected = Volatile.Read(ref isSubscribed);
                topics.Publish("t", new("x"));
            }));
        topics.Publish("t", new("x"));
        Specification.Assert(subscriber.Seen.Count >= expected + 1, "published to another topic than the subscriber's");
        subscription!.Dispose();
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(20);
        }

        Specification.Assert(topics.Names.Count == 0, "not removed");
    }

    private static async Task Removal()
    {
        var clock = new VirtualClock();
        using var topics = new SseTopics(_ => new() { Scheduler = clock, ReplayFromOldest = true }, scheduler: clock);
        Witness<SseEvent> subscriber = new("subscriber");
        await Task.WhenAll(
            Task.Run(() => topics.After("t", "").Subscribe(subscriber)),
            Task.Run(() => topics.Publish("t", new("x"))),
            Task.Run(() => topics.Remove("t")));
        topics.Remove("t");
        Specification.Assert(subscriber.Ends == 1, "a removed topic has not ended");
        Specification.Assert(topics.Names.Count == 0, "not removed");
    }
}
