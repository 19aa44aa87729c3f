using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The end of a topic within a stream of several topics, and for a subscriber that reads pages of the store.</summary>
public class EndedTopicTests : SharedTopicsFixture
{
    private static readonly string[] Names = ["a", "b"];

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_end_ends_its_topic_within_the_stream(bool isShared)
    {
        using var memory = new SseTopics(scheduler: Scheduler);
        ISseTopics topics = isShared ? B.Topics : memory;
        using var subscriber = new Recording(topics.After(Names, ""));
        await PublishAsync("a", "a1");

        await (isShared ? A.Topics : topics).EndAsync("a");
        Assert.That((topics.SubscriberCount("a"), topics.SubscriberCount("b")), Is.EqualTo((0, 1)));
        await PublishAsync("a", "after");
        await PublishAsync("b", "b1");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "b1" }));
        Assert.That(subscriber.Gaps, Is.Empty);
        Assert.That(subscriber.LastEventId.Split(' '), Has.Length.EqualTo(2), "the position in the topic that has ended is kept");

        async Task PublishAsync(string topic, string data) => await (isShared ? A.Topics : topics)[topic].PublishAsync(new(data));
    }

    [Test]
    public async Task A_topic_that_has_ended_is_followed_again_when_the_set_is_sent_again()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(Names);
        using var subscriber = new Recording(B.Topics.After(names, ""));
        A.Publish("a1", "a");
        await A.Topics.EndAsync("a");
        A.Publish("a2", "a");
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1" }));

        names.OnNext(Names);
        A.Publish("a3", "a");
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "a2", "a3" }));
        await A.Topics.EndAsync("a");
        A.Publish("a4", "a");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "a2", "a3" }));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public async Task A_topic_that_has_ended_before_its_first_event_is_followed_again()
    {
        var node = Create(o => o with { ReplayFromOldest = true });
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(Names);
        using var subscriber = new Recording(node.Topics.After(names, ""));
        await A.Topics.EndAsync("a");
        Assert.That(node.Topics.SubscriberCount("a"), Is.Zero);

        names.OnNext(Names);
        A.Publish("a1", "a");

        Assert.That((subscriber.Error, string.Join(' ', subscriber.Data)), Is.EqualTo(((Exception?)null, "a1")));
    }

    [Test]
    public async Task A_client_that_resumes_after_the_end_is_not_ended_again()
    {
        using var first = new Recording(B.Topics.After(Names, ""));
        A.Publish("a1", "a");
        await A.Topics.EndAsync("a");
        A.Publish("b1", "b");
        A.Publish("a2", "a");

        using var second = new Recording(B.Topics.After(Names, first.LastEventId));

        Assert.That(second.Data, Is.EqualTo(new[] { "a2" }));
        Assert.That(B.Topics.SubscriberCount("a"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_filter_that_lets_nothing_pass_does_not_hide_the_end()
    {
        using var subscriber = new Recording(B.Topics.After(Names, "", where: e => e.Value.Data == "b1"));
        A.Publish("a1", "a");
        await A.Topics.EndAsync("a");
        A.Publish("after", "a");
        A.Publish("b1", "b");

        Assert.That((subscriber.Data.Single(), B.Topics.SubscriberCount("a")), Is.EqualTo(("b1", 0)));
        using var resumed = new Recording(A.Topics.After(Names, subscriber.LastEventId));
        Assert.That(resumed.Data, Is.EqualTo(new[] { "after" }), "its position is the one before the end");
    }

    [Test]
    public async Task A_subscriber_that_reads_pages_ends_where_its_node_has_found_the_end()
    {
        var node = Create(o => o with { MaxEvents = 3 });
        var ids = A.PublishNumbers(1, 12);
        using var live = new Recording(node.Topic); // fills the ring
        node.Store.Delay = TimeSpan.FromSeconds(1);
        using var behind = new Recording(node.Topic.After(ids[0]));
        A.Publish("13");
        await A.Topics.EndAsync("t");
        A.PublishNumbers(14, 30); // the ring no longer has the end when the subscriber reads it

        Advance(60);

        Assert.That(behind.Data, Is.EqualTo(Numbers(2, 13)));
        Assert.That((behind.HasEnded, live.HasEnded), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_subscriber_that_reads_pages_ends_before_its_node_has_found_the_end()
    {
        var node = Create(o => o with { MaxEvents = 2, PageEvents = 12 });
        var ids = A.PublishNumbers(1, 30);
        using var live = new Recording(node.Topic); // fills the ring
        node.Store.Delay = TimeSpan.FromSeconds(1);
        node.Store.LosesRings = true;
        using var behind = new Recording(node.Topic.After(ids[0]));
        Advance(1.5);
        await A.Topics.EndAsync("t");
        A.Publish("after"); // with the end, and the event before it, in the third page

        Advance(2);
        Assert.That((behind.HasEnded, live.HasEnded), Is.EqualTo((true, false)));
        Advance(10);

        Assert.That(behind.Data, Is.EqualTo(Numbers(2, 30)));
        Assert.That(live.HasEnded, Is.True);
    }

    [Test]
    public async Task A_subscriber_that_is_ahead_of_its_node_ends_when_that_has_found_the_end()
    {
        using var live = new Recording(B.Topic);
        B.Store.LosesRings = true;
        var ids = A.PublishNumbers(1, 3);
        using var ahead = new Recording(B.Topic.After(ids[1]));
        Assert.That(ahead.Data, Is.EqualTo(new[] { "3" }));
        await A.Topics.EndAsync("t");

        Advance(10);

        Assert.That((ahead.HasEnded, live.HasEnded), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task An_end_that_the_store_has_removed_ends_who_has_not_read_it()
    {
        using var live = new Recording(B.Topic);
        A.Publish("1");
        B.Store.IsUnreachable = true;
        A.Publish("2");
        await A.Topics.EndAsync("t");
        A.Publish("3");
        await Engine.TrimAsync("t", 2, default); // the end, and what follows it, are left

        B.Store.IsUnreachable = false;
        Advance(5);

        Assert.That(live.Gaps.Select(g => g.Reason), Is.EqualTo(new[] { SseGapReason.Expired }));
        Assert.That((live.HasEnded, string.Join(' ', live.Data)), Is.EqualTo((true, "1")));
    }
}
