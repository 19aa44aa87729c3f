using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Replay after a last event ID, and gaps.</summary>
public class ReplayTests : TopicFixture
{
    [Test]
    public void Replays_everything_after_an_ID_and_continues_live()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 5);

        using var subscription = topic.After(ids[1]).Subscribe(Received.Add);
        Assert.That(ReceivedData, Is.EqualTo(new[] { "3", "4", "5" }));
        Publish(topic, 2);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "3", "4", "5", "6", "7" }));
        Assert.That(Received[0].LastEventId, Is.EqualTo(ids[2]));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void Continues_live_after_the_latest_ID()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 2);

        using var subscription = topic.After(ids[1]).Subscribe(Received.Add);
        Publish(topic, 1);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "3" }));
    }

    [TestCase(false, new string[0])]
    [TestCase(true, new[] { "1", "2" })]
    public void Starts_live_without_an_ID_or_replays_from_the_oldest(bool fromOldest, string[] expected)
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = fromOldest });
        Publish(topic, 2);

        using var subscription = topic.Subscribe(Received.Add);

        Assert.That(ReceivedData, Is.EqualTo(expected));
        Publish(topic, 1);
        Assert.That(ReceivedData.Last(), Is.EqualTo("3"));
    }

    [Test]
    public void An_expired_ID_is_a_counted_gap_followed_by_the_oldest_event()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);

        using var subscription = topic.After(ids[1]).Subscribe(Received.Add);

        var gap = new SseGap(SseGapReason.Expired, 5, ids[1]);
        Assert.That(Gaps, Is.EqualTo(new[] { gap }));
        Assert.That(Received[0].Type, Is.EqualTo("sse-gap"));
        Assert.That(SseGap.TryRead(Received[0], out var received));
        Assert.That(received, Is.EqualTo(gap));
        Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "8", "9", "10" }));
    }

    [Test]
    public void The_ID_just_before_the_oldest_event_is_no_gap()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);

        using var subscription = topic.After(ids[6]).Subscribe(Received.Add);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void A_gap_is_not_reported_again_after_its_own_ID()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);
        using (topic.After(ids[1]).Take(1).Subscribe(Received.Add))
        {
            using var again = topic.After(Received[0].LastEventId).Subscribe(Received.Add);
        }

        Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(Gaps, Has.Count.EqualTo(1));
    }

    [Test]
    public void An_ID_of_another_topic_of_before_a_restart_or_of_the_future_is_unknown()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 3);
        var other = Publish(new SseTopic("u", Options), 3)[2];
        var before = Publish(new SseTopic("t", Options), 3)[2];
        var never = ids[2][..^1] + "4";

        var negative = ids[2].Replace("/3", "/-3", StringComparison.Ordinal);

        foreach (var id in new[] { other, before, never, "3", "t", ids[2] + "x", negative })
        {
            Received.Clear();
            Gaps.Clear();
            using var subscription = topic.After(id).Subscribe(Received.Add);
            Assert.That(Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, null, id) }), id);
            Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "1", "2", "3" }), id);
        }
    }

    [Test]
    public void An_unknown_ID_receives_a_gap_and_only_later_events_if_so_configured()
    {
        var topic = new SseTopic("t", Options with { ReplayAfterUnknownId = false, MaxEvents = 3 });
        var ids = Publish(topic, 5);

        using (topic.After("unknown").Subscribe(Received.Add))
        {
            Publish(topic, 1);
        }

        Assert.That(Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, null, "unknown") }));
        Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "6" }));
        using var afterGap = topic.After(Received[0].LastEventId).Subscribe(Received.Add);
        Assert.That(ReceivedData.Skip(2), Is.EqualTo(new[] { "6" }), "the ID of the gap is known");
        using var expired = topic.After(ids[0]).Subscribe(Received.Add);
        Assert.That(ReceivedData.Skip(4), Is.EqualTo(new[] { "4", "5", "6" }), "an expired ID is not unknown");
    }

    [Test]
    public void Events_past_their_maximum_age_are_a_gap()
    {
        var topic = new SseTopic("t", Options with { MaxAge = TimeSpan.FromMinutes(1) });
        var ids = Publish(topic, 2);
        Advance(seconds: 50);
        Publish(topic, 1);
        Advance(seconds: 11);

        using var subscription = topic.After(ids[0]).Subscribe(Received.Add);

        Assert.That(Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 1, ids[0]) }));
        Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task A_subscriber_that_falls_behind_the_history_receives_a_counted_gap()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3 });
        using var continuing = new ManualResetEventSlim();
        using var subscription = topic.Subscribe(e =>
        {
            Received.Add(e);
            Waiting.Pulse();
            continuing.Wait(Waiting.Deadline);
        });

        var first = Task.Run(() => topic.Publish(new("1")));
        await Waiting.UntilAsync(() => Received.Count == 1, () => "No event was received.");
        for (var i = 2; i <= 10; i++)
        {
            topic.Publish(new($"{i}")); // returns: the other publisher delivers
        }

        continuing.Set();
        await first;

        Assert.That(ReceivedData.Where((_, i) => i != 1), Is.EqualTo(new[] { "1", "8", "9", "10" }));
        Assert.That(Gaps.Select(g => (g.Reason, g.Count)), Is.EqualTo(new[] { (SseGapReason.Expired, (long?)6) }));
    }

    [Test]
    public void An_exception_from_OnGap_is_the_error_of_that_subscriber_only()
    {
        var topic = new SseTopic("t", Options with { OnGap = _ => throw new FormatException() });
        Exception? error = null;
        using var other = topic.Subscribe(Received.Add);

        using var subscription = topic.After("unknown").Subscribe(Received.Add, e => error = e);
        Assert.That(() => Publish(topic, 1), Throws.Nothing);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(ReceivedData, Is.EqualTo(new[] { "1" }), "the other subscriber receives it");
    }
}
