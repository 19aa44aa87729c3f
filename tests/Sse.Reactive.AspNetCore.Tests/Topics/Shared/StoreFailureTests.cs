namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A store that cannot be reached, is silent, or has lost events.</summary>
public class StoreFailureTests : SharedTopicsFixture
{
    [Test]
    public void Streams_stay_open_while_the_store_is_unreachable_and_then_continue_where_they_were()
    {
        using var live = new Recording(B.Topic);
        var id = A.Publish("1");
        B.Store.IsUnreachable = true;
        A.PublishNumbers(2, 30);
        using var resumed = new Recording(B.Topic.After(id));
        Advance(60);
        Assert.That(live.Data.Concat(resumed.Data), Is.EqualTo(new[] { "1" }));

        B.Store.IsUnreachable = false;
        Advance(5);

        Assert.That(live.Data, Is.EqualTo(Numbers(1, 30)));
        Assert.That(resumed.Data, Is.EqualTo(Numbers(2, 30)));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void A_subscriber_that_comes_while_the_store_is_unreachable_is_served_afterwards()
    {
        var id = A.Publish("1");
        B.Store.IsUnreachable = true;
        using var fresh = new Recording(B.Topic);
        using var resumed = new Recording(B.Topic.After(id));
        Advance(60);
        A.Publish("2");

        B.Store.IsUnreachable = false;
        Advance(5);
        A.Publish("3");

        Assert.That(fresh.Data, Is.EqualTo(new[] { "3" }), "where it starts was not known before");
        Assert.That(fresh.Gaps.Single().Reason, Is.EqualTo(SseGapReason.Unknown));
        Assert.That(resumed.Data, Is.EqualTo(new[] { "2", "3" }));
    }

    [Test]
    public void An_attempt_to_read_is_repeated_after_a_pause_that_grows()
    {
        using var subscriber = new Recording(B.Topic);
        B.Store.IsUnreachable = true;
        var before = B.Store.Reads;
        B.Store.RingsWhenRestored = false;
        B.Store.IsUnreachable = false;
        B.Store.IsUnreachable = true;
        B.Store.RingAll();
        Advance(600);

        Assert.That(B.Store.Reads - before, Is.InRange(200, 700));
    }

    [Test]
    public void Publishing_to_an_unreachable_store_fails_at_once_and_names_it()
    {
        A.Store.IsUnreachable = true;

        var publishing = A.Topic.PublishAsync(new("1")).AsTask();

        Assert.That(publishing.IsCompleted);
        Assert.That(
            async () => await publishing,
            Throws.TypeOf<SseStoreException>().With.Property(nameof(SseStoreException.Store)).EqualTo("Memory"));
        A.Store.IsUnreachable = false;
        Assert.That(A.Publish("2"), Does.StartWith("1."));
    }

    [Test]
    public void A_lost_answer_fails_the_publish_although_the_event_is_delivered()
    {
        using var subscriber = new Recording(B.Topic);
        A.Store.LosesAnswers = true;

        var publishing = A.Topic.PublishAsync(new("1")).AsTask();

        Assert.That(async () => await publishing, Throws.TypeOf<SseStoreException>());
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "1" }));
    }

    /// <summary>The last event falls into the time without a connection, and nothing follows but the ring after it.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void The_last_event_is_found_when_the_connection_is_restored(bool rings)
    {
        var node = Create(o => o with { PollInterval = null });
        node.Store.RingsWhenRestored = rings;
        using var subscriber = new Recording(node.Topic);
        A.Publish("1");
        node.Store.IsUnreachable = true;
        A.Publish("2");

        node.Store.IsUnreachable = false;
        Advance(3600);

        Assert.That(subscriber.Data, Is.EqualTo(rings ? Numbers(1, 2) : Numbers(1, 1)), "without rings and polls the node is not notified");
    }

    [Test]
    public void A_lost_ring_is_made_up_for_by_the_poll_in_one_request_for_all_topics()
    {
        var topics = Enumerable.Range(0, 100).Select(i => $"t{i}").ToList();
        var subscribers = topics.ConvertAll(t => new Recording(B.Topics[t]));
        B.Store.LosesRings = true;
        A.Publish("a", "t7");
        A.Publish("b", "t70");
        var (checks, reads) = (B.Store.Checks, B.Store.Reads);

        Advance(4.9);
        Assert.That(subscribers.SelectMany(s => s.Data), Is.Empty);
        Advance(0.2);

        Assert.That(subscribers[7].Data.Concat(subscribers[70].Data), Is.EqualTo(new[] { "a", "b" }));
        Assert.That((B.Store.Checks - checks, B.Store.Reads - reads), Is.EqualTo((1, 2)));
        subscribers.ForEach(s => s.Dispose());
        Advance(60);
        Assert.That(B.Store.Checks - checks, Is.EqualTo(1), "without subscribers nothing is asked");
    }

    [Test]
    public void A_subscriber_that_is_ahead_of_its_node_waits_for_it()
    {
        using var live = new Recording(B.Topic);
        A.Publish("1");
        B.Store.LosesRings = true;
        var ids = A.PublishNumbers(2, 4);

        using var ahead = new Recording(B.Topic.After(ids[1]));
        Assert.That(ahead.Data, Is.EqualTo(new[] { "4" }));
        Assert.That(live.Data, Is.EqualTo(new[] { "1" }));
        A.Publish("5");
        Advance(5);

        Assert.That(ahead.Data, Is.EqualTo(new[] { "4", "5" }));
        Assert.That(live.Data, Is.EqualTo(Numbers(1, 5)));
    }

    [Test]
    public void Events_that_the_store_has_lost_are_a_gap_for_everyone_who_has_them()
    {
        using var first = new Recording(A.Topic);
        using var second = new Recording(B.Topic);
        var ids = A.PublishNumbers(1, 8);
        Engine.LoseLatest("t", 3);
        A.PublishNumbers(9, 13);
        using var away = new Recording(B.Topic.After(ids[7]));
        using var known = new Recording(B.Topic.After(ids[4]));
        A.Publish("14");

        foreach (var subscriber in new[] { first, second, away })
        {
            Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, After: ids[7]) }));
            Assert.That(subscriber.Data.TakeLast(6), Is.EqualTo(Numbers(9, 14)));
        }

        Assert.That(known.Data, Is.EqualTo(Numbers(9, 14)));
        Assert.That(known.Gaps, Is.Empty);
    }

    [Test]
    public void Events_that_were_lost_are_noticed_although_nothing_follows()
    {
        using var subscriber = new Recording(B.Topic);
        var ids = A.PublishNumbers(1, 8);
        Engine.LoseLatest("t", 3);
        Advance(5);

        Assert.That(subscriber.Gaps.Select(g => g.After), Is.EqualTo(new[] { ids[7] }));
    }

    [Test]
    public void The_store_can_lose_events_while_a_subscriber_reads_a_page()
    {
        var ids = A.PublishNumbers(1, 30);
        using var live = new Recording(B.Topic);
        B.Store.Delay = TimeSpan.FromSeconds(1);
        using var resumed = new Recording(B.Topic.After(ids[0]));
        Advance(2.5);
        var received = resumed.Data.Count();
        Engine.LoseLatest("t", 30 - received);
        B.Store.RingAll();
        Advance(60);
        Engine.AppendAsync("t", [new(new("new"))], default).GetAwaiter().GetResult();
        Advance(60);

        Assert.That(resumed.Data.Take(received), Is.EqualTo(Numbers(2, received + 1)));
        Assert.That(resumed.Gaps, Has.Exactly(1).Items);
        Assert.That(resumed.Data.Last(), Is.EqualTo("new"));
        Assert.That(live.Data.Last(), Is.EqualTo("new"));
    }

    [Test]
    public void A_subscriber_may_leave_at_any_moment()
    {
        var ids = A.PublishNumbers(1, 30);
        for (var moment = 0; moment < 20; moment++)
        {
            var node = Create();
            node.Store.Delay = TimeSpan.FromSeconds(1);
            var subscriber = new Recording(node.Topic.After(ids[moment]));
            Advance(moment * 0.5);
            var received = subscriber.Events.Count;
            subscriber.Dispose();
            Advance(5);
            var reads = node.Store.Reads;
            A.Publish("x");
            Advance(5);

            Assert.That(subscriber.Events, Has.Count.EqualTo(received));
            Assert.That(node.Store.Reads, Is.EqualTo(reads), "without subscribers nothing is read");
            Assert.That(node.Topics.SubscriberCount("t"), Is.Zero);
        }
    }
}
