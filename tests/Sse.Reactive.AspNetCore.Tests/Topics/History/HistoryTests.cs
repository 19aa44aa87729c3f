namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>What a topic in memory holds, and how it finds it again.</summary>
public class HistoryTests : TopicFixture
{
    [TestCase(1)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(100)]
    public void Holds_the_latest_events_up_to_a_number(int count)
    {
        var topic = new SseTopic("t", Options with { MaxEvents = count, ReplayFromOldest = true });
        var ids = Publish(topic, 250);

        Assert.That(Held(topic), Is.EqualTo(Numbers(251 - count, 250)));
        Assert.That(After(topic, ids[^count]), Is.EqualTo(Numbers(252 - count, 250)));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void Holds_the_latest_events_up_to_a_size_on_the_wire()
    {
        const string Id = "id-100";
        var size = $"data: 100\nid: {Id}\n\n".Length;
        var topic = new SseTopic("t", Options with { MaxBytes = size * 5, ReplayFromOldest = true });
        for (var i = 100; i < 150; i++)
        {
            topic.Publish(new($"{i}", LastEventId: $"id-{i}"));
        }

        Assert.That(Held(topic), Is.EqualTo(Numbers(145, 149)));
    }

    [Test]
    public void Holds_an_event_larger_than_that_alone()
    {
        var topic = new SseTopic("t", Options with { MaxBytes = 100, ReplayFromOldest = true });
        Publish(topic, 3);
        var large = new string('x', 1000);

        topic.Publish(new(large));
        Assert.That(Held(topic), Is.EqualTo(new[] { large }));
        Publish(topic, 1);
        Assert.That(Held(topic), Is.EqualTo(new[] { "4" }));
    }

    [Test]
    public void Removes_events_that_are_too_old()
    {
        var topic = new SseTopic("t", Options with { MaxAge = TimeSpan.FromMinutes(1), ReplayFromOldest = true });
        Publish(topic, 2);
        Advance(30);
        Publish(topic, 2);

        Advance(30);
        Assert.That(Held(topic), Is.EqualTo(Numbers(1, 4)));
        Advance(1);
        Assert.That(Held(topic), Is.EqualTo(Numbers(3, 4)));
        Advance(59);
        Publish(topic, 1);
        Assert.That(Held(topic), Is.EqualTo(Numbers(5, 5)));
        Advance(3600);
        Assert.That(Held(topic), Is.Empty);
    }

    [Test]
    public void Accepts_an_ID_again_once_it_is_no_longer_held()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 2, ReplayFromOldest = true });
        topic.Publish(new("a", LastEventId: "id"));
        Assert.That(() => topic.Publish(new("b", LastEventId: "id")), Throws.TypeOf<SseDuplicateIdException>());
        Assert.That(() => topic.Publish(new("b", LastEventId: "ID")), Throws.Nothing, "IDs are compared ordinally");
        Publish(topic, 1);

        Assert.That(() => topic.Publish(new("c", LastEventId: "id")), Throws.Nothing);
        Assert.That(After(topic, "id"), Is.Empty);
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void A_refused_event_changes_nothing()
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = true });
        var id = Publish(topic, 1)[0];
        topic.Publish(new("x", LastEventId: "id"));

        Assert.That(() => topic.Publish(new("y", LastEventId: "id")), Throws.TypeOf<SseDuplicateIdException>());
        Publish(topic, 1);

        Assert.That(After(topic, id), Is.EqualTo(new[] { "x", "2" }));
    }

    [Test]
    public void Finds_every_event_that_it_holds_and_no_other()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 1000 });
        for (var i = 1; i <= 3000; i++)
        {
            topic.Publish(new($"{i}", LastEventId: $"id-{i}"));
        }

        for (var i = 1; i <= 3000; i += 7)
        {
            var isHeld = i > 2000;
            Assert.That(After(topic, $"id-{i}"), Has.Count.EqualTo(isHeld ? 3000 - i : 1000));
            Assert.That(Gaps, Has.Count.EqualTo(isHeld ? 0 : 1));
            Gaps.Clear();
        }
    }

    private static IEnumerable<string> Numbers(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => $"{i}");

    private static List<string> Held(SseTopic topic) => After(topic, "");

    private static List<string> After(SseTopic topic, string lastEventId)
    {
        var data = new List<string>();
        using var subscription = topic.After(lastEventId).Subscribe(e =>
        {
            if (e.Type != SseGap.EventType)
            {
                data.Add(e.Data);
            }
        });
        return data;
    }
}
