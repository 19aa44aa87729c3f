using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A topic that ends when it is full, instead of removing its oldest events.</summary>
public class FullTopicTests : TopicFixture
{
    [Test]
    public void Ends_with_an_error_instead_of_removing_its_first_event()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3, FailWhenFull = true, ReplayFromOldest = true });
        var errors = new List<Exception>();
        using var present = topic.Subscribe(Received.Add, errors.Add);
        Publish(topic, 3);

        var error = Assert.Throws<SseTopicFullException>(() => topic.Publish(new("4")))!;

        using var future = topic.Subscribe(Received.Add, errors.Add);
        Assert.That(ReceivedData, Is.EqualTo(new[] { "1", "2", "3", "1", "2", "3" }));
        Assert.That(errors, Is.EqualTo(new[] { error, error }));
        Assert.That(error.Message, Does.Contain("'t'").And.Contain("3 events"));
        Assert.That(() => topic.Publish(new("5")), Throws.InvalidOperationException);
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void Ends_with_an_error_at_an_event_that_exceeds_its_size()
    {
        var topic = new SseTopic("t", Options with { MaxBytes = 100, FailWhenFull = true, ReplayFromOldest = true });
        var errors = new List<Exception>();
        using var present = topic.Subscribe(Received.Add, errors.Add);
        Publish(topic, 2);

        Assert.That(() => topic.OnNext(new(new string('x', 100))), Throws.TypeOf<SseTopicFullException>());

        Assert.That(ReceivedData, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(errors, Has.One.TypeOf<SseTopicFullException>());
        var small = new SseTopic("t", Options with { MaxBytes = 100, FailWhenFull = true });
        Assert.That(() => small.Publish(new(new string('x', 100))), Throws.TypeOf<SseTopicFullException>(), "The first event.");
    }

    [Test]
    public void Does_not_end_because_a_topic_that_subscribes_to_it_is_full()
    {
        var topic = new SseTopic("t", Options);
        var full = new SseTopic("full", Options with { MaxEvents = 1, FailWhenFull = true });
        using var feed = topic.Select(e => e with { LastEventId = "" }).Subscribe(full);
        Publish(topic, 1);

        Assert.That(() => Publish(topic, 1), Throws.TypeOf<SseTopicFullException>());

        Assert.That(() => Publish(topic, 1), Throws.Nothing);
    }

    [Test]
    public void Cannot_remove_events_by_their_age()
    {
        var options = Options with { FailWhenFull = true, MaxAge = TimeSpan.FromMinutes(1) };

        Assert.That(() => new SseTopic("t", options), Throws.ArgumentException.With.Message.Contains("MaxAge"));
    }
}
