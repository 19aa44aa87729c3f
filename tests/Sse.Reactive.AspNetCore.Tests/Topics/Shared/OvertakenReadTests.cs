namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A subscriber reads a page from the store, and meanwhile the ring receives its position.</summary>
public class OvertakenReadTests : SharedTopicsFixture
{
    [Test]
    public async Task A_page_that_the_ring_has_overtaken_is_not_delivered_when_the_subscriber_leaves_the_ring()
    {
        await using var node = Create(o => o with { MaxEvents = 2, PageEvents = 10 });
        var ids = A.PublishNumbers(1, 4);
        using var live = new Recording(node.Topic);
        node.Store.LosesRings = true;
        A.Publish("5"); // which the ring does not have yet
        node.Store.Delay = TimeSpan.FromSeconds(1);
        using var subscriber = new Recording(node.Topic.After(ids[0]));

        Advance(0.5);
        A.Publish("6");
        node.Store.RingAll(); // the ring receives 5 and 6 at 1.5 s, while the subscriber reads after 5, from 1 s to 2 s
        Advance(5);
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(2, 6)));

        (node.Store.LosesRings, node.Store.Delay) = (false, TimeSpan.Zero);
        A.Publish("7");
        Engine.LoseLatest("t", 1);
        A.Publish("8");
        Assert.That(subscriber.Gaps.Select(gap => gap.Reason), Is.EqualTo(new[] { SseGapReason.Unknown }));
        Assert.That(subscriber.Data.Take(6), Is.EqualTo(Numbers(2, 7)));
        Assert.That(subscriber.Data.Last(), Is.EqualTo("8"));
    }
}
