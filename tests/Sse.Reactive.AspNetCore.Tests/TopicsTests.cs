using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Many topics by name, in virtual time.</summary>
public class TopicsTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(4);

    private readonly List<string> _seen = [];
    private TestScheduler _scheduler = null!;
    private SseTopics _topics = null!;

    [SetUp]
    public void SetUp()
    {
        _seen.Clear();
        _scheduler = new();
        _topics = new(idleTime: Idle, scheduler: _scheduler);
    }

    [TearDown]
    public void TearDown() => _topics.Dispose();

    [Test]
    public void A_topic_is_there_once_someone_publishes_or_subscribes()
    {
        Assert.That(_topics.Names, Is.Empty);
        var after = _topics.After("b", "");
        Assert.That(_topics.Names, Is.Empty);

        _topics.Publish("a", new("1"));
        using var subscription = after.Subscribe(e => _seen.Add(e.Data));
        _topics.Publish("b", new("2"));

        Assert.That(_topics.Names, Is.EquivalentTo(new[] { "a", "b" }));
        Assert.That(_seen, Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public void Topics_do_not_mix_nor_do_their_ids()
    {
        var a = _topics.Publish("a", new("1"));
        _topics.Publish("b", new("2"));

        using var subscription = _topics.After("b", a).Subscribe(e => _seen.Add($"{e.Type} {e.Data}"));

        Assert.That(_seen, Has.Count.EqualTo(2));
        Assert.That(_seen[0], Does.StartWith("sse-gap").And.Contain("unknown"));
        Assert.That(_seen[1], Is.EqualTo("message 2"));
    }

    [Test]
    public void A_topic_that_nobody_uses_is_gone_and_one_that_is_used_stays()
    {
        _topics.Publish("idle", new("1"));
        _topics.Publish("busy", new("1"));
        using var subscription = _topics.After("subscribed", "").Subscribe(_ => { });

        Advance(minutes: 3.5);
        _topics.Publish("busy", new("2"));
        Advance(minutes: 2.5);

        Assert.That(_topics.Names, Is.EquivalentTo(new[] { "busy", "subscribed" }));
    }

    [Test]
    public void A_topic_is_kept_for_those_who_come_back_in_time()
    {
        using (_topics.After("a", "").Subscribe(_ => { }))
        {
            Advance(minutes: 60);
        }

        var id = _topics.Publish("a", new("1"));
        _topics.Publish("a", new("2"));
        Advance(minutes: 3);

        using var subscription = _topics.After("a", id).Subscribe(e => _seen.Add(e.Data));
        Assert.That(_seen, Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public void An_id_of_a_topic_that_is_gone_is_told_as_a_gap()
    {
        var id = _topics.Publish("a", new("1"));
        Advance(minutes: 60);
        _topics.Publish("a", new("2"));

        using var subscription = _topics.After("a", id).Subscribe(e => _seen.Add(e.Data));

        Assert.That(_seen, Is.EqualTo(new[] { "{\"reason\":\"unknown\",\"after\":\"" + id + "\"}", "2" }));
    }

    [Test]
    public async Task What_is_published_while_topics_go_reaches_whoever_subscribes()
    {
        using var topics = new SseTopics(idleTime: TimeSpan.FromTicks(1)); // swept without a pause
        for (var i = 0; i < 2000; i++)
        {
            var seen = 0;
            using var subscription = topics.After("a", "").Subscribe(_ => seen++);
            await Task.Run(() => topics.Publish("a", new("x")));
            Assert.That(seen, Is.EqualTo(1), $"round {i}");
        }
    }

    private void Advance(double minutes) => _scheduler.AdvanceBy(TimeSpan.FromMinutes(minutes).Ticks);
}
