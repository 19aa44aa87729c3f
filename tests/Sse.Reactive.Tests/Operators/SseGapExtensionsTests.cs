using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>Missing events, as a server tells of them, are values and no events.</summary>
public class SseGapExtensionsTests : VirtualTimeTests
{
    private static readonly SseGap Gap = new(SseGapReason.Expired, 3, "1");
    private static readonly SseEvent[] Events = [new("a", LastEventId: "1"), Gap.ToEvent("4"), new("b", LastEventId: "5"), new("no gap", SseGap.EventType, "5")];

    [Test]
    public void A_gap_is_told_in_its_place_and_is_no_event()
    {
        var seen = new List<object>();

        Events.ToObservable().WithoutGaps(gap => seen.Add(gap)).Subscribe(e => seen.Add(e));

        Assert.That(seen, Is.EqualTo(new object[] { Events[0], Gap, Events[2], Events[3] }), "what is of that type and no gap stays an event");
    }

    [Test]
    public async Task Pulled_events_have_their_gaps_told_alike()
    {
        var seen = new List<object>();

        await foreach (var e in Pulled().WithoutGaps(gap => seen.Add(gap)))
        {
            seen.Add(e);
        }

        Assert.That(seen, Is.EqualTo(new object[] { Events[0], Gap, Events[2], Events[3] }));

        static async IAsyncEnumerable<SseEvent> Pulled()
        {
            foreach (var e in Events)
            {
                await Task.Yield();
                yield return e;
            }
        }
    }

    [Test]
    public void The_gaps_alone_are_a_sequence_too() =>
        Assert.That(Events.ToObservable().Gaps().ToEnumerable(), Is.EqualTo(new[] { Gap }));

    [Test]
    public void What_is_thrown_at_a_gap_ends_the_sequence_and_is_no_cause_to_reconnect()
    {
        Server.Connection("g", ('g', Gap.ToEvent("4"))).Connection("");
        Exception? error = null;

        using var subscription = Connect().WithoutGaps(_ => throw new FormatException()).Subscribe(_ => { }, e => error = e);
        RunTo(60);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_client_resumes_behind_a_gap()
    {
        Server.Connection("(ag#)", ('a', Events[0]), ('g', Events[1])).Connection("b", ('b', Events[2]));
        var seen = new List<object>();

        using var subscription = Connect().WithoutGaps(gap => seen.Add(gap)).Subscribe(e => seen.Add(e));
        RunTo(60);

        Assert.That(seen, Is.EqualTo(new object[] { Events[0], Gap, Events[2] }));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "4" }));
    }
}
