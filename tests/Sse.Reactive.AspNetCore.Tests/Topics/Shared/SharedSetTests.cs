using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Several topics of a store over one connection.</summary>
public class SharedSetTests : SharedTopicsFixture
{
    private static readonly string[] Names = ["a", "b c"];

    [Test]
    public void Several_topics_resume_on_any_node_after_one_ID()
    {
        A.Publish("a1", "a");
        A.Publish("b1", "b c");
        using var first = new Recording(A.Topics.After(Names, ""));
        B.Publish("a2", "a");
        B.Publish("b2", "b c");
        var ids = first.Events.Select(e => e.LastEventId).ToList();
        first.Dispose();
        A.PublishTo("a", 3, 30);
        A.PublishTo("b c", 3, 30);

        Assert.That(first.Data, Is.EqualTo(new[] { "a2", "b2" }));
        using var second = new Recording(B.Topics.After(Names, ids[1]));
        using var third = new Recording(B.Topics.After(Names, ids[0]));
        A.Publish("a31", "a");

        Assert.That(second.Data.Where(d => d[0] == 'a'), Is.EqualTo(Numbers(3, 31).Select(n => "a" + n)));
        Assert.That(second.Data.Where(d => d[0] == 'b'), Is.EqualTo(Numbers(3, 30).Select(n => "b c" + n)));
        Assert.That(third.Data.Where(d => d[0] == 'b').First(), Is.EqualTo("b2"));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void A_topic_whose_start_is_not_known_yet_is_left_out_of_the_ID()
    {
        A.Publish("a1", "a");
        B.Store.Delay = TimeSpan.FromSeconds(1);
        using var subscriber = new Recording(B.Topics.After(Names, ""));
        Advance(5);
        A.Publish("b1", "b c");
        Advance(5);
        var id = subscriber.LastEventId;
        subscriber.Dispose();
        A.Publish("a2", "a");

        Assert.That(id.Split(' ').Select(part => part.Split('=')[0]), Is.EqualTo(new[] { "a", "b%20c" }));
        using var resumed = new Recording(A.Topics.After(Names, id));
        Assert.That(resumed.Data, Is.EqualTo(new[] { "a2" }));
    }

    [Test]
    public void An_unknown_ID_is_a_gap_of_its_topic_alone()
    {
        A.Publish("a1", "a");
        A.Publish("b1", "b c");

        using var subscriber = new Recording(B.Topics.After(Names, "a=9.9"));
        A.Publish("b2", "b c");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "b2" }));
        Assert.That(subscriber.Gaps.Select(g => (g.Reason, g.After)), Is.EqualTo(new[] { (SseGapReason.Unknown, "9.9") }));
    }

    [Test]
    public void The_set_may_change_and_a_topic_of_it_may_end()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["a"]);
        using var subscriber = new Recording(A.Topics.After(names, ""));
        B.Publish("a1", "a");
        B.Publish("x", "b c");
        names.OnNext(Names);
        B.Publish("b1", "b c");
        B.Topics.EndAsync("a").AsTask().GetAwaiter().GetResult();
        B.Publish("a2", "a");
        Assert.That(subscriber.HasEnded, Is.False);
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "b1" }));
        names.OnNext(Names); // the topic is followed again, from where it ended
        B.Publish("a3", "a");

        Assert.That(subscriber.Data, Is.EqualTo(new[] { "a1", "b1", "a2", "a3" }));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void It_completes_when_all_topics_have_ended()
    {
        using var subscriber = new Recording(A.Topics.After(Names, "", where: e => e.Value.Data != "no"));
        B.Publish("a1", "a");
        B.Publish("no", "a");
        B.Topics.EndAsync("a").AsTask().GetAwaiter().GetResult();
        Assert.That(subscriber.HasEnded, Is.False);
        B.Topics.EndAsync("b c").AsTask().GetAwaiter().GetResult();

        Assert.That((subscriber.Data.Single(), subscriber.HasEnded), Is.EqualTo(("a1", true)));
    }
}
