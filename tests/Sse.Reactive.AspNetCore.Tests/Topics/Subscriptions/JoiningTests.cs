namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Subscribers join and leave a topic in any order.</summary>
public class JoiningTests : TopicFixture
{
    [Test]
    public void All_who_are_subscribed_receive_an_event_in_the_order_in_which_they_joined()
    {
        var random = new Random(17);
        var topic = new SseTopic("t", Options);
        var subscribed = new List<(int Number, IDisposable Subscription)>();
        var received = new List<int>();
        for (var number = 0; number < 2000; number++)
        {
            var me = number;
            subscribed.Add((me, topic.Subscribe(_ => received.Add(me))));
            while (subscribed.Count > 0 && random.Next(2) == 0)
            {
                var leaving = random.Next(subscribed.Count);
                subscribed[leaving].Subscription.Dispose();
                subscribed[leaving].Subscription.Dispose(); // a second time has no effect
                subscribed.RemoveAt(leaving);
            }

            if (random.Next(5) == 0)
            {
                received.Clear();
                Publish(topic, 1);
                Assert.That(received, Is.EqualTo(subscribed.Select(s => s.Number)));
            }

            Assert.That(topic.SubscriberCount, Is.EqualTo(subscribed.Count));
        }
    }

    [Test]
    public void Joining_and_leaving_a_crowd_does_not_copy_it()
    {
        var topic = new SseTopic("t", Options);
        var crowd = new Stack<IDisposable>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++)
        {
            crowd.Push(topic.Subscribe(_ => { }));
        }

        while (crowd.TryPop(out var subscription))
        {
            subscription.Dispose();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(allocated, Is.LessThan(20_000 * 1000), "copies of the crowd would be 3 GB");
        Assert.That(topic.HasSubscribers, Is.False);
    }

    [Test]
    public void A_subscriber_that_has_left_is_not_kept()
    {
        var topic = new SseTopic("t", Options);
        using var other = topic.Subscribe(_ => { });
        var reference = JoinAndLeave(topic);

        Publish(topic, 0);
        GC.Collect();
        Assert.That(reference.IsAlive, Is.False);

        static WeakReference JoinAndLeave(SseTopic topic)
        {
            var list = new List<SseEvent>();
            using var subscription = topic.Subscribe(list.Add);
            topic.Publish(new("x"));
            return new(list);
        }
    }
}
