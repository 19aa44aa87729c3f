using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>Gaps that a server reports among the events, pushed and pulled.</summary>
public class SseGapExtensionsTests : VirtualTimeTests
{
    private static readonly SseGap Gap = new(SseGapReason.Expired, 3, "1");
    private static readonly SseEvent[] Events =
        [new("a", LastEventId: "1"), Gap.ToEvent("4"), new("b", LastEventId: "5"), new("not a gap", SseGap.EventType, "5")];

    [Test]
    public void WithoutGaps_reports_gaps_in_order_and_removes_them()
    {
        var seen = new List<object>();

        Events.ToObservable().WithoutGaps(gap => seen.Add(gap)).Subscribe(e => seen.Add(e));

        Assert.That(
            seen,
            Is.EqualTo(new object[] { Events[0], Gap, Events[2], Events[3] }),
            "an event of that type whose data is not a gap stays an event");
    }

    [Test]
    public async Task WithoutGaps_reports_and_removes_pulled_gaps()
    {
        var seen = new List<object>();

        await foreach (var e in Events.ToAsyncEnumerable().WithoutGaps(gap => seen.Add(gap)))
        {
            seen.Add(e);
        }

        Assert.That(seen, Is.EqualTo(new object[] { Events[0], Gap, Events[2], Events[3] }));
    }

    [Test]
    public void Gaps_selects_the_gaps() =>
        Assert.That(Events.ToObservable().Gaps().ToEnumerable(), Is.EqualTo(new[] { Gap }));

    [Test]
    public async Task Gaps_selects_pulled_gaps() =>
        Assert.That(await Events.ToAsyncEnumerable().Gaps().ToListAsync(), Is.EqualTo(new[] { Gap }));

    [Test]
    public void An_exception_of_onGap_ends_the_sequence_without_a_reconnect()
    {
        Server.Connection("g", ('g', Gap.ToEvent("4"))).Connection("");
        Exception? error = null;

        using var subscription = Connect().WithoutGaps(_ => throw new FormatException()).Subscribe(_ => { }, e => error = e);
        RunTo(60);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_client_resumes_after_a_gap()
    {
        Server.Connection("(ag#)", ('a', Events[0]), ('g', Events[1])).Connection("b", ('b', Events[2]));
        var seen = new List<object>();

        using var subscription = Connect().WithoutGaps(gap => seen.Add(gap)).Subscribe(e => seen.Add(e));
        RunTo(60);

        Assert.That(seen, Is.EqualTo(new object[] { Events[0], Gap, Events[2] }));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "4" }));
    }
}
