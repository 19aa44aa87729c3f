using System.Reactive.Linq;
using Sse.Tests.Shared;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The wall clock is set while streams are open: times and ages do not change.</summary>
public sealed class SetClockTests : ResponseFixture
{
    private SetClock _clock = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new(Scheduler);
        Options = Options with { Scheduler = _clock };
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task Heartbeats_follow_the_time_that_passes(int hours)
    {
        using var client = await OpenAsync();

        Advance(seconds: 10);
        Source.OnNext(new("a"));
        _clock.Offset = TimeSpan.FromHours(hours);
        Advance(seconds: 14);
        Assert.That(client.ReadAvailable(), Is.EqualTo("data: a\n\n"));
        Advance(seconds: 1);

        Assert.That(await client.ReadUntilAsync(":\n"), Is.EqualTo(":\n"));
    }

    [TestCase(-1)]
    [TestCase(1)]
    public void Events_of_a_topic_expire_after_the_time_that_passes(int hours)
    {
        var topic = new SseTopic("t", new() { Scheduler = _clock, MaxAge = TimeSpan.FromMinutes(1), ReplayFromOldest = true });
        topic.Publish(new("a"));
        _clock.Offset = TimeSpan.FromHours(hours);

        Advance(seconds: 59);
        Assert.That(Replay(topic), Is.EqualTo(new[] { "a" }));
        Advance(seconds: 2);

        Assert.That(Replay(topic), Is.Empty);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public void An_idle_topic_is_removed_after_the_time_that_passes(int hours)
    {
        using var topics = new SseTopics(idleTime: TimeSpan.FromMinutes(10), scheduler: _clock);
        topics.Publish("t", new("a"));
        _clock.Offset = TimeSpan.FromHours(hours);

        Advance(seconds: 9 * 60);
        Assert.That(topics.Names, Is.EqualTo(new[] { "t" }));
        Advance(seconds: 6 * 60);

        Assert.That(topics.Names, Is.Empty);
    }

    private static List<string> Replay(SseTopic topic)
    {
        var data = new List<string>();
        topic.After("").Subscribe(e => data.Add(e.Data)).Dispose();
        return data;
    }
}
