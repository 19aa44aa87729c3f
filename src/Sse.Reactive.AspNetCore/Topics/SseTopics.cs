using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Many topics by name, for groups and channels: one is there once someone publishes to it or subscribes, and gone when nobody subscribes and nothing was published for a while. An ID of a
/// topic that is gone is unknown to the next of that name, and told as a gap.
/// </summary>
/// <remarks>Thread-safe. Disposing stops the removal of idle topics, and nothing else.</remarks>
public sealed class SseTopics : IDisposable
{
    private readonly ConcurrentDictionary<string, SseTopic> _topics = new(StringComparer.Ordinal);
    private readonly Func<string, SseTopicOptions> _options;
    private readonly TimeSpan _idleTime;
    private readonly IScheduler _scheduler;
    private readonly SerialDisposable _sweep = new();
    private int _isSweeping;

    /// <summary>Makes a group without topics.</summary>
    /// <param name="options">The options of the topic of a name. Default: the defaults. A log in them is one that no other topic has.</param>
    /// <param name="idleTime">How long a topic without subscribers is kept after it was last used. Default: 5 min. It is gone at most half as much later.</param>
    /// <param name="scheduler">Where that time is counted; the topics' options should have the same. Default: <see cref="DefaultScheduler.Instance"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or longer than 49 days.</exception>
    public SseTopics(Func<string, SseTopicOptions>? options = null, TimeSpan? idleTime = null, IScheduler? scheduler = null)
    {
        _idleTime = TimerDuration.Positive(idleTime ?? TimeSpan.FromMinutes(5), nameof(idleTime));
        _scheduler = scheduler ?? DefaultScheduler.Instance;
        var defaults = new SseTopicOptions { Scheduler = _scheduler };
        _options = options ?? (_ => defaults);
    }

    /// <summary>The names of the topics there are.</summary>
    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>)_topics.Keys;

    /// <summary>Publishes an event to a topic. See <see cref="SseTopic.Publish"/>.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="value">The event.</param>
    /// <returns>Its ID.</returns>
    public string Publish(string name, SseEvent value) => Use(name, topic => topic.TryPublish(value));

    /// <summary>What came after an event of a topic, then what comes. See <see cref="SseTopic.After"/>.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="lastEventId">The ID of the last event seen; empty for none.</param>
    /// <returns>The events, as of each subscription, which makes the topic if it is not there.</returns>
    public IObservable<SseEvent> After(string name, string lastEventId)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer => Use(name, topic => topic.TrySubscribe(observer, lastEventId)));
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep.Dispose();

    /// <summary>Uses the topic of a name, or the next if that one is just being retired.</summary>
    private T Use<T>(string name, Func<SseTopic, T?> use)
        where T : class
    {
        while (true)
        {
            var topic = Topic(name);
            if (use(topic) is { } result)
            {
                return result;
            }

            _topics.TryRemove(new(name, topic));
        }
    }

    private SseTopic Topic(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_topics.TryGetValue(name, out var topic))
        {
            topic = _topics.GetOrAdd(name, key => new(key, _options(key)));
            if (Interlocked.Exchange(ref _isSweeping, 1) == 0)
            {
                ScheduleSweep();
            }
        }

        return topic;
    }

    private void ScheduleSweep()
    {
        var timer = new SingleAssignmentDisposable(); // in place before it is set: it may go off at once, and set the next
        _sweep.Disposable = timer;
        timer.Disposable = _scheduler.Schedule(_idleTime / 2, Sweep);
    }

    private void Sweep()
    {
        foreach (var (name, topic) in _topics)
        {
            if (topic.TryRetire(_idleTime))
            {
                _topics.TryRemove(new(name, topic));
            }
        }

        ScheduleSweep();
    }
}
