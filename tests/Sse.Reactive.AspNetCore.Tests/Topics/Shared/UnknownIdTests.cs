namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Subscribers with an unknown ID, if <see cref="SseHistoryOptions.ReplayAfterUnknownId"/> is off.</summary>
public class UnknownIdTests : SharedTopicsFixture
{
    private Node _node = null!;

    [SetUp]
    public void CreateNode() => _node = Create(o => o with { ReplayAfterUnknownId = false });

    [TearDown]
    public async Task DisposeNode() => await _node.DisposeAsync();

    [TestCase(true)]
    [TestCase(false)]
    public void Only_what_is_published_from_then_on_follows(bool isCurrent)
    {
        var ids = A.PublishNumbers(1, 30);
        using var live = isCurrent ? new Recording(_node.Topic) : null;

        using var subscriber = new Recording(_node.Topic.After("nonsense"));
        A.Publish("31");
        using var again = new Recording(B.Topic.After(subscriber.Events[0].LastEventId));

        Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, After: "nonsense") }));
        Assert.That(subscriber.Events[0].LastEventId, Is.EqualTo(ids[29]), "a position, after which it can resume");
        Assert.That(subscriber.Data.Concat(again.Data), Is.EqualTo(new[] { "31", "31" }));
    }

    [Test]
    public void What_is_published_while_the_store_is_asked_is_delivered()
    {
        A.PublishNumbers(1, 30);
        using var live = new Recording(_node.Topic);
        _node.Store.Delay = TimeSpan.FromSeconds(1);
        using var subscriber = new Recording(_node.Topic.After("nonsense"));
        A.PublishNumbers(31, 60); // the ring holds ten
        Advance(60);

        Assert.That(subscriber.Data, Is.EqualTo(Numbers(31, 60)));
        Assert.That(subscriber.Gaps, Has.Exactly(1).Items);
    }

    [Test]
    public void A_subscriber_that_comes_first_starts_at_the_end_that_its_node_finds()
    {
        A.PublishNumbers(1, 5);
        _node.Store.Delay = TimeSpan.FromSeconds(1);
        using var subscriber = new Recording(_node.Topic.After("7.1"));
        Advance(60);
        A.PublishNumbers(6, 8);
        Advance(60);

        Assert.That(subscriber.Data, Is.EqualTo(Numbers(6, 8)));
        Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown, After: "7.1") }));
    }

    [Test]
    public void An_ID_whose_events_have_expired_is_not_unknown()
    {
        var ids = A.PublishNumbers(1, 30);
        Engine.TrimAsync("t", 5, default).GetAwaiter().GetResult();

        using var subscriber = new Recording(_node.Topic.After(ids[9]));

        Assert.That(subscriber.Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 15, ids[9]) }));
        Assert.That(subscriber.Data, Is.EqualTo(Numbers(26, 30)));
    }

    [Test]
    public void A_live_subscriber_receives_what_the_store_holds_after_events_that_it_has_lost()
    {
        using var fresh = new Recording(_node.Topic);
        using var resumed = new Recording(_node.Topic.After(A.Publish("0")));
        A.PublishNumbers(1, 8);
        Engine.LoseLatest("t", 3);
        A.PublishNumbers(9, 12);

        foreach (var subscriber in new[] { fresh, resumed })
        {
            Assert.That(subscriber.Gaps.Select(g => g.Reason), Is.EqualTo(new[] { SseGapReason.Unknown }));
            Assert.That(subscriber.Data.TakeLast(4), Is.EqualTo(Numbers(9, 12)));
        }
    }

    [Test]
    public void In_a_stream_of_several_topics_the_others_resume()
    {
        string[] names = ["a", "b"];
        using var before = new Recording(B.Topics.After(names, ""));
        A.PublishTo("a", 1, 3);
        A.PublishTo("b", 1, 3);
        var id = before.LastEventId;
        A.PublishTo("b", 4, 5);
        Engine.LoseLatest("a", 3);
        A.PublishTo("a", 7, 9);

        using var subscriber = new Recording(_node.Topics.After(names, id));
        A.PublishTo("a", 10, 10);

        Assert.That(subscriber.Data.Where(d => d[0] == 'a'), Is.EqualTo(new[] { "a10" }));
        Assert.That(subscriber.Data.Where(d => d[0] == 'b'), Is.EqualTo(new[] { "b4", "b5" }));
        Assert.That(subscriber.Gaps, Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_response_opens_when_it_is_known_where_the_topic_ends()
    {
        A.Publish("1");
        _node.Store.Delay = TimeSpan.FromSeconds(1);
        using var client = new FakeClient();
        _ = SseResults.Stream(_node.Topic.After("nonsense"), new SseServerOptions { Scheduler = Scheduler }).ExecuteAsync(client.Context);
        Advance(0.5);
        Assert.That(client.ReadAvailable(), Is.Empty);
        Advance(1);
        A.Publish("2");
        var text = "";
        await Waiting.AdvanceUntilAsync(
            () => Advance(0.1), () => (text += client.ReadAvailable()).Contains("id: 2.2\n\n", StringComparison.Ordinal), () => text);

        Assert.That(text, Does.Contain("event: sse-gap").And.Not.Contain("data: 1\n"));
    }
}
