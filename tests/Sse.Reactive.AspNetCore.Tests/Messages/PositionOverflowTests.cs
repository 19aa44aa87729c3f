using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Positions of a filtered client that reads too slowly: they cost it no event, under any policy.</summary>
public sealed class PositionOverflowTests : ResponseFixture
{
    private const int Others = 100;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Positions_past_the_events_for_others_take_no_room(bool drops)
    {
        var topic = new SseTopic("t", new() { MaxEvents = 4 }); // a position is due with each event
        var seen = 0;
        bool Filter(SseHistoryEntry entry)
        {
            Volatile.Write(ref seen, seen + 1);
            return entry.Value.Type != "others";
        }

        Options = Options with
        {
            MaxQueuedMessages = 3,
            Overflow = drops ? SseOverflowPolicy.DropOldest : SseOverflowPolicy.KeepLatest(e => e.Type),
        };
        using var client = FakeClient.Start(SseResults.Stream(topic.After("", Filter), Options), room: 10);
        await Waiting.UntilAsync(() => topic.HasSubscribers && client.IsFlushWaiting, () => "The client was not held back.");
        for (var i = 1; i <= 3 + Others; i++)
        {
            topic.Publish(new($"<{i}>", i <= 3 ? $"type {i}" : "others"));
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == i, Waiting.Deadline), "The filter was not asked.");
        }

        var text = await client.ReadUntilAsync($"/{3 + Others}\n\n");

        Assert.That(text, Does.Contain("<1>").And.Contain("<2>").And.Contain("<3>"));
        Assert.That(text, Does.Not.Contain(SseGap.EventType).And.Not.Contain("retry"));
        Assert.That(text.Split("id: "), Has.Length.LessThanOrEqualTo(7), "one at the start, three events, and the latest");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task IDs_without_events_take_no_room(bool drops)
    {
        Options = Options with
        {
            MaxQueuedMessages = 5,
            Overflow = drops ? SseOverflowPolicy.DropOldest : SseOverflowPolicy.Disconnect,
        };
        using var frames = new Subject<SseFrame>();
        using var client = FakeClient.Start(SseResults.Stream(frames, Options), room: 1);
        await Waiting.UntilAsync(() => frames.HasObservers && client.IsFlushWaiting, () => "The client was not held back.");

        for (var i = 1; i <= 3; i++)
        {
            frames.OnNext(new SseFrame.Event(new($"<{i}>")));
        }

        for (var i = 1; i <= Others; i++)
        {
            frames.OnNext(new SseFrame.Id($"{i}"));
        }

        frames.OnNext(new SseFrame.Event(new("last")));

        Assert.That(
            await client.ReadUntilAsync("data: last\n\n"),
            Does.EndWith($"data: <1>\n\ndata: <2>\n\ndata: <3>\n\nid: {Others}\n\ndata: last\n\n"));
    }
}
