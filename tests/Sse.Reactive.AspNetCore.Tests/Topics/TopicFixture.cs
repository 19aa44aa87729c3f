using Microsoft.Reactive.Testing;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Tests of a topic in virtual time, with numbered events.</summary>
public abstract class TopicFixture
{
    private readonly Dictionary<SseTopic, int> _published = [];

    private protected List<SseEvent> Received { get; } = [];

    private protected List<SseGap> Gaps { get; } = [];

    private protected TestScheduler Scheduler { get; private set; } = null!;

    private protected SseTopicOptions Options { get; private set; } = null!;

    private protected IEnumerable<string> ReceivedData => Received.Select(e => e.Data);

    [SetUp]
    public void SetUp()
    {
        Received.Clear();
        Gaps.Clear();
        Scheduler = new();
        Options = new() { Scheduler = Scheduler, OnGap = Gaps.Add };
    }

    /// <summary>Publishes the next numbers of a topic, beginning with 1.</summary>
    /// <returns>The IDs.</returns>
    private protected string[] Publish(SseTopic topic, int count)
    {
        var published = _published.GetValueOrDefault(topic);
        _published[topic] = published + count;
        return [.. Enumerable.Range(published + 1, count).Select(i => topic.Publish(new($"{i}")))];
    }

    private protected void Advance(double seconds) => Scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
}
