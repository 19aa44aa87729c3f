using System.Globalization;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Sse.Reactive.AspNetCore;
using Sse.Reactive.AspNetCore.Testing;

namespace Sse.Concurrency.Tests;

/// <summary>Topics of a store: the reader, cursors between pages and ring, publishes in batches, a store that fails.</summary>
internal static class SharedTopicScenarios
{
    private const string Oldest = "0.0"; // the position before the first event in the store in memory

    public static Scenario[] All { get; } =
    [
        new("shared: replay and live", () => ReplayAndLive(fails: false, ring: 100)),
        new("shared: pages and a small ring", () => ReplayAndLive(fails: false, ring: 2)),
        new("shared: store fails", () => ReplayAndLive(fails: true, ring: 2)),
        new("shared: client", Client),
        new("shared: client, fields", Client, TracksFields: true),
        new("shared: publishers", Publishers),
        new("shared: retirement", Retirement),
        new("shared: end", End),
    ];

    private static Task Appends(SseMemoryStore store, int count) => Task.Run(async () =>
    {
        for (var i = 0; i < count; i++)
        {
            await store.AppendAsync("t", [new(new("x"))], CancellationToken.None);
        }
    });

    private static int PositionOf(SseEvent value) => int.Parse(value.LastEventId.Split('.')[0], CultureInfo.InvariantCulture);

    private static async Task ReplayAndLive(bool fails, int ring)
    {
        var clock = new RacingClock(longest: 10);
        var memory = new SseMemoryStore();
        var store = new SseFaultyStore(memory, clock);
        await Appends(memory, 2);
        var topics = new SseSharedTopics(store, new() { Scheduler = clock, PollInterval = null, MaxEvents = ring, PageEvents = 2 });
        Witness<SseEvent> all = new("all"), live = new("live");
        var placed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var earlier = Until(all, 5);
        var whole = Until(all, 6);
        var last = Until(live, 6);
        await Task.WhenAll(
            Task.Run(() => topics.After("t", Oldest).Subscribe(all)),
            Task.Run(() => ((TopicSubscription)topics.After("t", "").Subscribe(live)).WhenPlaced(() => placed.TrySetResult())),
            Appends(memory, 1),
            Appends(memory, 2),
            fails ? Task.Run(() => Fail(store)) : Task.CompletedTask);
        await earlier; // without another event that would wake it
        await placed.Task;
        await Appends(memory, 1);
        await whole;
        await last;
        Sequence.Consecutive(all.Seen.Select(PositionOf), "all", 1, 6);
        Sequence.Consecutive(live.Seen.Select(PositionOf), "live", last: 6);
        await topics.DisposeAsync();
    }

    private static void Fail(SseFaultyStore store)
    {
        store.IsUnreachable = true;
        SchedulingPoint.Interleave();
        store.IsUnreachable = false;
    }

    private static Task Until(Witness<SseEvent> witness, int position)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        witness.Then += value =>
        {
            if (PositionOf(value) == position)
            {
                seen.TrySetResult();
            }
        };
        return seen.Task;
    }

    /// <summary>A response opens when it is known where it starts.</summary>
    private static async Task Client()
    {
        var memory = new SseMemoryStore();
        await Appends(memory, 1);
        var clock = new RacingClock(longest: 1);
        var topics = new SseSharedTopics(memory, new() { Scheduler = clock, PollInterval = null });
        var response = Response.To(
            topics.After("t", ""), new() { Scheduler = new VirtualClock(), HeartbeatInterval = null, MaxQueuedMessages = 2 });
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        response.Pipe.Flushed = () => opened.TrySetResult();
        await Task.WhenAll(Task.Run(response.Start), Appends(memory, 2));
        await opened.Task; // or nothing opens it
        response.Connection.Abort();
        await response.Ended;
        Specification.Assert(topics.SubscriberCount("t") == 0, "a subscriber is held");
        Sequence.Growing(response.Pipe.ValuesOf("id: ").Select(id => PositionOf(new("", LastEventId: id))), "client");
    }

    private static async Task Publishers()
    {
        var memory = new SseMemoryStore();
        var topics = new SseSharedTopics(memory, new() { Scheduler = new RacingClock(longest: 1), PollInterval = null });
        var ids = await Task.WhenAll(
            Task.Run(() => PublishTwiceAsync(topics)),
            Task.Run(() => PublishTwiceAsync(topics)),
            Task.Run(() => PublishTwiceAsync(topics)));
        Specification.Assert(ids.SelectMany(id => id).Distinct().Count() == 6, "an ID was returned twice");
        foreach (var pair in ids)
        {
            Specification.Assert(PositionOf(new("", LastEventId: pair[0])) < PositionOf(new("", LastEventId: pair[1])), "reordered");
        }

        var page = await memory.ReadAsync("t", "", new(100), CancellationToken.None);
        Specification.Assert(page.Events.Count == 6, $"{page.Events.Count} events in the store");
    }

    private static async Task<string[]> PublishTwiceAsync(SseSharedTopics topics)
    {
        var first = await topics["t"].PublishAsync(new("x")).AsTask();
        return [first, await topics["t"].PublishAsync(new("x")).AsTask()];
    }

    private static async Task Retirement()
    {
        var memory = new SseMemoryStore();
        var clock = new RacingClock(longest: 10, timers: 4);
        var topics = new SseSharedTopics(
            memory, new() { Scheduler = clock, PollInterval = null, IdleTime = TimeSpan.FromSeconds(4) });
        Witness<SseEvent> subscriber = new("subscriber");
        var seen = Until(subscriber, 2);
        topics.After("t", Oldest).Subscribe(new Witness<SseEvent>("first")).Dispose();
        await Task.WhenAll(Task.Run(() => topics.After("t", Oldest).Subscribe(subscriber)), Appends(memory, 1));
        await Appends(memory, 1);
        await seen;
        Sequence.Consecutive(subscriber.Seen.Select(PositionOf), "subscriber", 1, 2);
    }

    private static async Task End()
    {
        var memory = new SseMemoryStore();
        var topics = new SseSharedTopics(memory, new() { Scheduler = new RacingClock(longest: 1), PollInterval = null });
        Witness<SseEvent> subscriber = new("subscriber");
        var placed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((TopicSubscription)topics.After("t", "").Subscribe(subscriber)).WhenPlaced(() => placed.TrySetResult());
        await placed.Task;
        await Task.WhenAll(Appends(memory, 2), Task.Run(() => topics.EndAsync("t").AsTask()));
        await subscriber.Ended;
        Sequence.Growing(subscriber.Seen.Select(PositionOf), "subscriber");
        Specification.Assert(topics.SubscriberCount("t") == 0, "a subscriber is held");
    }
}
