using System.Reactive.Linq;
using System.Text.Json.Serialization;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Publishing to a topic, subscribing to it, and its end.</summary>
public partial class TopicTests : TopicFixture
{
    [Test]
    public void Assigns_IDs_in_order_that_name_the_topic()
    {
        var topic = new SseTopic("a b/ü", Options);
        var ids = Publish(topic, 3);

        Assert.That(ids[0], Does.Match("^a%20b%2F%C3%BC/[0-9a-z]{12}/1$"));
        Assert.That(ids.Select(id => id.Split('/')[^1]), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public void Keeps_the_publishers_own_IDs_and_resumes_after_them()
    {
        var topic = new SseTopic("t", Options);
        Assert.That(topic.Publish(new("a", LastEventId: "x-1")), Is.EqualTo("x-1"));
        topic.Publish(new("b", LastEventId: "x-2"));
        topic.Publish(new("c"));

        using var subscription = topic.After("x-1").Subscribe(Received.Add);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "b", "c" }));
        Assert.That(Received[0].LastEventId, Is.EqualTo("x-2"));
    }

    [Test]
    public void Refuses_a_duplicate_ID_and_publishes_nothing()
    {
        var topic = new SseTopic("t", Options);
        topic.Publish(new("a", LastEventId: "1"));
        var assigned = topic.Publish(new("b"));
        using var subscription = topic.Subscribe(Received.Add);

        Assert.That(Assert.Throws<SseDuplicateIdException>(() => topic.Publish(new("c", LastEventId: "1")))!.LastEventId, Is.EqualTo("1"));
        Assert.Throws<SseDuplicateIdException>(() => topic.OnNext(new("c", LastEventId: assigned)));
        Assert.Throws<SseDuplicateIdException>(() => topic.OnNext(new("c", LastEventId: assigned[..^1] + "9")));
        topic.Publish(new("d"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "d" }));
    }

    [TestCase(" leading")]
    [TestCase("trailing ")]
    [TestCase("\ttab")]
    [TestCase("a\u0002b")]
    [TestCase("a\rb")]
    [TestCase("<lone>")]
    public void Refuses_an_ID_that_no_header_returns_unchanged(string id)
    {
        id = id.Replace("<lone>", "\uDC00", StringComparison.Ordinal); // an attribute cannot hold it
        var topic = new SseTopic("t", Options);
        using var subscription = topic.Subscribe(Received.Add);

        Assert.That(() => topic.Publish(new("a", LastEventId: id)), Throws.ArgumentException.With.Message.Contains("Last-Event-ID header"));
        var tooLong = new string('x', 4097);
        Assert.That(() => topic.PublishJson([1], NumbersContext.Default.Int32Array, lastEventId: tooLong), Throws.ArgumentException);
        topic.Publish(new("b"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void Publishes_JSON_with_a_type_and_an_ID()
    {
        var topic = new SseTopic("t", Options);
        using var subscription = topic.Subscribe(Received.Add);

        var assigned = topic.PublishJson([1, 2], NumbersContext.Default.Int32Array);
        var own = topic.PublishJson([3], NumbersContext.Default.Int32Array, "numbers", "own");

        Assert.That(own, Is.EqualTo("own"));
        Assert.That(Received, Is.EqualTo(new[] { new SseEvent("[1,2]", "message", assigned), new SseEvent("[3]", "numbers", "own") }));
    }

    [TestCase("a\nb", "")]
    [TestCase("a", "1\r")]
    public void Refuses_an_event_that_no_stream_can_carry(string type, string id)
    {
        var topic = new SseTopic("t", Options);
        using var subscription = topic.Subscribe(Received.Add);

        Assert.That(() => topic.Publish(new("x", type, id)), Throws.ArgumentException);
        topic.Publish(new("y"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "y" }));
    }

    [Test]
    public void A_query_can_feed_it_and_read_it()
    {
        var topic = new SseTopic("t", Options);
        using var reading = topic.Where(e => e.Data != "b").Select(e => e with { Data = e.Data + "!" }).Subscribe(Received.Add);

        new[] { "a", "b", "c" }.ToObservable().Select(d => new SseEvent(d)).Subscribe(topic);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "a!", "c!" }));
    }

    [Test]
    public void Its_completion_follows_the_events_held_also_for_later_subscribers()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 3);
        var notifications = new List<string>();
        topic.OnCompleted();

        using var subscription = topic.After(ids[0]).Subscribe(e => notifications.Add(e.Data), () => notifications.Add("|"));

        Assert.That(notifications, Is.EqualTo(new[] { "2", "3", "|" }));
        Assert.That(() => topic.Publish(new("x")), Throws.InvalidOperationException);
    }

    [Test]
    public void Its_error_reaches_all_present_and_later_subscribers()
    {
        var topic = new SseTopic("t", Options);
        var errors = new List<Exception>();
        using var one = topic.Subscribe(_ => { }, errors.Add);
        topic.OnError(new FormatException());
        using var two = topic.Subscribe(_ => { }, errors.Add);

        Assert.That(errors, Has.Count.EqualTo(2).And.All.InstanceOf<FormatException>());
    }

    [Test]
    public void A_subscriber_that_publishes_is_not_called_reentrantly()
    {
        var topic = new SseTopic("t", Options);
        var depth = 0;
        using var subscription = topic.Subscribe(e =>
        {
            Assert.That(depth++, Is.Zero);
            Received.Add(e);
            if (e.Data.Length < 3)
            {
                topic.Publish(new(e.Data + "x"));
            }

            depth--;
        });

        topic.Publish(new("x"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "x", "xx", "xxx" }));
    }

    [Test]
    public void A_subscriber_that_throws_is_removed_and_the_others_receive_the_event()
    {
        var topic = new SseTopic("t", Options);
        using var bad = topic.Subscribe(_ => throw new FormatException());
        using var good = topic.Subscribe(Received.Add);

        Assert.Throws<FormatException>(() => topic.Publish(new("a")));
        topic.Publish(new("b"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Disposing_ends_a_subscription_at_once_even_within_a_delivery()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 5);

        topic.After(ids[0]).Take(2).Subscribe(Received.Add);
        Publish(topic, 1);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "2", "3" }));
    }

    [JsonSerializable(typeof(int[]))]
    private sealed partial class NumbersContext : JsonSerializerContext;
}
