namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Topics on a store: any node publishes, any node resumes.</summary>
public class SharedTopicTests : SharedTopicsFixture
{
    [Test]
    public void Any_node_publishes_and_every_subscriber_receives_the_events_once_and_in_order()
    {
        using var first = new Recording(A.Topic);
        using var second = new Recording(B.Topic);

        for (var i = 1; i <= 40; i++)
        {
            (i % 2 == 0 ? A : B).Publish($"{i}");
        }

        Assert.That(first.Data, Is.EqualTo(Numbers(1, 40)));
        Assert.That(second.Events, Is.EqualTo(first.Events));
        Assert.That(first.Events.Select(e => e.LastEventId), Is.Unique);
    }

    [Test]
    public void A_subscriber_resumes_on_any_node_after_each_of_its_events()
    {
        var ids = A.PublishNumbers(1, 25);
        using var live = new Recording(B.Topic); // the ring of B holds the last 10

        for (var i = 1; i <= 25; i++)
        {
            using var resumed = new Recording(B.Topic.After(ids[i - 1]));
            Assert.That(resumed.Data, Is.EqualTo(Numbers(i + 1, 25)), $"after event {i}");
            Assert.That(resumed.Gaps, Is.Empty);
        }

        Assert.That(live.Events, Is.Empty);
    }

    [Test]
    public void A_resumed_subscriber_continues_live_whatever_is_published_while_it_catches_up()
    {
        var ids = A.PublishNumbers(1, 20);
        A.Store.Delay = B.Store.Delay = TimeSpan.FromSeconds(1);
        using var live = new Recording(B.Topic);
        var resumed = ids.Select(id => new Recording(B.Topic.After(id))).ToList();

        for (var i = 21; i <= 60; i++)
        {
            _ = A.Topic.PublishAsync(new($"{i}")).AsTask();
            Advance(0.4);
        }

        Advance(60);
        for (var i = 1; i <= 20; i++)
        {
            Assert.That(resumed[i - 1].Data, Is.EqualTo(Numbers(i + 1, 60)), $"after event {i}");
            Assert.That(resumed[i - 1].Gaps, Is.Empty);
        }

        Assert.That(live.Gaps, Is.Empty);
        Assert.That(live.Data, Is.EqualTo(Numbers(61 - live.Data.Count(), 60)));
        resumed.ForEach(r => r.Dispose());
    }

    [Test]
    public void Hopping_from_node_to_node_misses_and_repeats_nothing()
    {
        var random = new Random(7);
        using var start = new Recording(A.Topic.After(""));
        var id = A.Publish("1");
        var received = new List<string>();
        for (var hop = 0; hop < 200; hop++)
        {
            using var subscriber = new Recording((hop % 2 == 0 ? A : B).Topic.After(id));
            for (var i = 0; i < random.Next(5); i++)
            {
                (random.Next(2) == 0 ? A : B).Publish("x");
            }

            received.AddRange(subscriber.Events.Select(e => e.LastEventId));
            id = subscriber.Events.Count > 0 ? subscriber.LastEventId : id;
        }

        Assert.That(received, Is.EqualTo(start.Events.Skip(1).Select(e => e.LastEventId)));
    }

    [Test]
    public void A_new_subscriber_receives_what_is_published_from_then_on()
    {
        A.PublishNumbers(1, 5);
        using var first = new Recording(B.Topic);
        A.Publish("6");
        using var second = new Recording(B.Topic);
        A.Publish("7");

        Assert.That(first.Data, Is.EqualTo(new[] { "6", "7" }));
        Assert.That(second.Data, Is.EqualTo(new[] { "7" }));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(30)]
    public void A_new_subscriber_can_receive_everything_that_is_held(int count)
    {
        var node = Create(o => o with { ReplayFromOldest = true });
        A.PublishNumbers(1, count);
        using var subscriber = new Recording(node.Topic);
        A.Publish($"{count + 1}");

        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, count + 1)));
        Assert.That(subscriber.Gaps, Is.Empty);
    }

    [Test]
    public void Events_that_were_published_without_subscribers_on_the_node_are_not_live()
    {
        using (var early = new Recording(B.Topic))
        {
            A.Publish("1");
        }

        A.PublishNumbers(2, 30);
        using var subscriber = new Recording(B.Topic);
        A.Publish("31");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "31" }));
    }

    [Test]
    public void Events_that_were_removed_are_a_gap_for_those_who_miss_them_and_for_no_other()
    {
        var ids = A.PublishNumbers(1, 30);
        using var live = new Recording(A.Topic);
        Engine.TrimAsync("t", 5, default).GetAwaiter().GetResult();

        using var late = new Recording(B.Topic.After(ids[9]));
        using var exact = new Recording(B.Topic.After(ids[24]));
        A.Publish("31");

        Assert.That(late.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 15, ids[9]) }));
        Assert.That(late.Events[0].LastEventId, Is.EqualTo(ids[24]), "after a reconnect there, nothing is reported again");
        Assert.That(late.Data, Is.EqualTo(Numbers(26, 31)));
        Assert.That(exact.Data, Is.EqualTo(Numbers(26, 31)));
        Assert.That(live.Data, Is.EqualTo(Numbers(31, 31)));
        Assert.That(Gaps, Is.EqualTo(late.Gaps));
    }

    [TestCase(" ")]
    [TestCase("nonsense")]
    [TestCase("7.1")]
    public void An_unknown_ID_is_a_gap_and_everything_that_is_held_follows(string id)
    {
        A.PublishNumbers(1, 5);
        using var subscriber = new Recording(B.Topic.After(id));
        A.Publish("6");

        Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, After: id) }));
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(1, 6)));
    }

    [Test]
    public void A_topic_has_a_name_its_store_and_the_subscribers_of_this_node()
    {
        using var first = new Recording(A.Topic);
        using var second = new Recording(A.Topics.After("t", ""));
        using var other = new Recording(B.Topic);

        Assert.That((A.Topic.Name, A.Topic.Store, A.Topic.SubscriberCount), Is.EqualTo(("t", (ISseStore)A.Store, 2)));
        Assert.That(A.Topics.SubscriberCount("t"), Is.EqualTo(2));
        second.Dispose();
        Assert.That(A.Topics.SubscriberCount("t"), Is.EqualTo(1));
        Assert.That(A.Topics.SubscriberCount("other"), Is.Zero);
        Assert.That(A.Topics.Names, Is.EqualTo(new[] { "t" }));
    }

    [Test]
    public void Subscribing_creates_nothing_in_the_store_and_an_idle_topic_is_removed_from_memory()
    {
        using (new Recording(A.Topics["invented"]))
        {
            Advance(3600);
            Assert.That(A.Topics.Names, Is.EqualTo(new[] { "invented" }));
        }

        Assert.That(Engine.TopicCount, Is.Zero);
        Assert.That(A.Store.Watches, Is.EqualTo(1));
        Advance(451);
        Assert.That(A.Topics.Names, Is.Empty);
        Assert.That(A.Store.Watches, Is.Zero);
    }

    [Test]
    public void Ending_a_topic_ends_it_for_its_present_subscribers_on_all_nodes()
    {
        using var first = new Recording(A.Topic);
        using var second = new Recording(B.Topic);
        var id = A.Publish("1");
        B.Store.LosesRings = true;
        A.Publish("2");

        Assert.That(A.Topics.EndAsync("t").AsTask().IsCompletedSuccessfully);
        A.Publish("3");
        B.Store.RingAll();

        Assert.That((first.Data, first.HasEnded), Is.EqualTo((Numbers(1, 2), true)));
        Assert.That((second.Data, second.HasEnded), Is.EqualTo((Numbers(1, 2), true)), "it receives what it has not received yet");
        Assert.That(A.Topics.SubscriberCount("t"), Is.Zero);
        foreach (var node in new[] { A, B, Create() })
        {
            using var returned = new Recording(node.Topic.After(id));
            Assert.That((returned.Data, returned.HasEnded), Is.EqualTo((Numbers(2, 3), false)), "it ended for those before");
        }
    }

    [Test]
    public async Task An_event_that_the_store_cannot_take_is_refused()
    {
        Assert.That(
            async () => await A.Topic.PublishAsync(new("x", LastEventId: "7")),
            Throws.ArgumentException.With.Message.Contains("has the ID '7', but Memory assigns the IDs of the topic 't'"));
        Assert.That(async () => await A.Topic.PublishAsync(new("x", "a\nb")), Throws.ArgumentException);
        Assert.That(
            async () => await A.Topic.PublishAsync(new("x", "sse-end")), Throws.ArgumentException.With.Message.Contains("EndAsync"));
        Assert.That(
            async () => await A.Topic.PublishAsync(new SseGap(SseGapReason.Expired, 3).ToEvent()),
            Throws.ArgumentException.With.Message.Contains("'sse-gap' is reserved"));
        Assert.That(() => A.Topics[""], Throws.ArgumentException);
        Assert.That(Engine.TopicCount, Is.Zero);

        using var subscriber = new Recording(A.Topic);
        await A.Topic.PublishAsync(new("lone \uD800 surrogate"));
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "lone \uFFFD surrogate" }));
    }

    [TestCase("2", "a\nb", TestName = "An_event_of_another_program_that_no_stream_can_carry_is_a_gap")]
    [TestCase(
        """{"reason":"unknown","count":400,"after":"x"}""", "sse-gap", TestName = "A_gap_of_another_program_is_not_a_gap_of_this_server")]
    public void An_event_of_another_program_that_cannot_be_delivered_is_a_gap(string data, string type)
    {
        using var subscriber = new Recording(A.Topic);
        var before = A.Publish("1");
        Engine.AppendAsync("t", [new(new(data, type))], default).GetAwaiter().GetResult();
        A.Publish("3");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "1", "3" }));
        Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 1, before) }));
    }
}
