using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Topics by name, for rooms and channels. A topic is created on its first use and is removed when it has no subscribers and nothing was
/// published for a while. An ID of a removed topic is unknown to the next topic with that name, which reports a gap.
/// </summary>
/// <remarks>Thread-safe. Disposing it stops the removal of idle topics; the topics remain usable.</remarks>
/// <example>
/// <code>
/// using var rooms = new SseTopics();
/// app.MapGet("/rooms/{room}", (string room, SseSubscriber subscriber) =>
///     SseResults.Stream(rooms.After(room, subscriber.LastEventId)));
///
/// rooms.Publish("lobby", new SseEvent("hello"));
/// </code>
/// </example>
public sealed partial class SseTopics : ISseTopics, IDisposable
{
    private readonly ConcurrentDictionary<string, SseTopic> _topics = new(StringComparer.Ordinal);
    private readonly Func<string, SseTopicOptions> _options;
    private readonly TimeSpan _idleTime;
    private readonly IScheduler _scheduler;
    private readonly SerialDisposable _removal = new();
    private readonly Lock _creation = new();
    private int _isRemovalScheduled;

    /// <summary>Creates an empty collection.</summary>
    /// <param name="options">
    /// The options of the topic with a given name, asked for whenever it is created, one call at a time. Default:
    /// <see langword="null"/>, the default options. A history in them must not be shared between topics.
    /// </param>
    /// <param name="idleTime">
    /// How long a topic without subscribers is kept after its last use. Default: 5 min. It is removed at most half as much later.
    /// </param>
    /// <param name="scheduler">
    /// The scheduler of that time; the topics' options should use the same. Default: <see cref="DefaultScheduler.Instance"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The idle time is not positive, or longer than 49 days.</exception>
    public SseTopics(Func<string, SseTopicOptions>? options = null, TimeSpan? idleTime = null, IScheduler? scheduler = null)
    {
        _idleTime = TimerDuration.Positive(idleTime ?? TimeSpan.FromMinutes(5), nameof(idleTime));
        _scheduler = scheduler ?? DefaultScheduler.Instance;
        var defaults = new SseTopicOptions { Scheduler = _scheduler };
        _options = options ?? (_ => defaults);
    }

    /// <summary>The names of the topics that exist at this moment.</summary>
    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>)_topics.Keys;

    /// <inheritdoc/>
    public ISseTopic this[string name]
    {
        get
        {
            TopicName.Require(name);
            return new NamedTopic(this, name, store: null, (name, value, tag, _) => SseTopic.Completed(() => Publish(name, value, tag)));
        }
    }

    /// <summary>Publishes an event to a topic. See <see cref="SseTopic.Publish"/>.</summary>
    /// <param name="name">The name of the topic.</param>
    /// <param name="value">The event.</param>
    /// <param name="tag">Anything that filters of subscribers can use. Default: <see langword="null"/>.</param>
    /// <returns>The event's ID.</returns>
    /// <inheritdoc cref="SseTopic.Publish" path="/exception"/>
    public string Publish(string name, SseEvent value, object? tag = null) => Use(
        name, (value, tag), static (topic, e) => topic.TryPublish(e.value, e.tag));

    /// <summary>Publishes an event whose data is JSON to a topic. See <see cref="SseTopic.PublishJson"/>.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The name of the topic.</param>
    /// <param name="value">The data.</param>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>, so that it is safe for trimming and native AOT.
    /// </param>
    /// <param name="type">The event type. Default: <c>message</c>.</param>
    /// <param name="lastEventId">The event's ID, unique within the topic. Default: empty; the topic assigns one.</param>
    /// <param name="tag">Anything that filters of subscribers can use. Default: <see langword="null"/>.</param>
    /// <returns>The event's ID.</returns>
    /// <inheritdoc cref="SseTopic.PublishJson" path="/exception"/>
    public string PublishJson<T>(
        string name,
        T value,
        JsonTypeInfo<T> typeInfo,
        string type = SseEvent.DefaultType,
        string lastEventId = "",
        object? tag = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Publish(name, new(JsonSerializer.Serialize(value, typeInfo), type, lastEventId), tag);
    }

    /// <inheritdoc/>
    public void Dispose() => _removal.Dispose();

    /// <summary>Uses the topic with a name, or its successor if it is being retired.</summary>
    private T Use<TState, T>(string name, TState state, Func<SseTopic, TState, T?> use)
        where T : class
    {
        while (true)
        {
            var topic = GetOrCreate(name);
            if (use(topic, state) is { } result)
            {
                return result;
            }

            _topics.TryRemove(new(name, topic));
        }
    }

    private SseTopic GetOrCreate(string name)
    {
        TopicName.Require(name);
        return _topics.TryGetValue(name, out var topic) ? topic : Create(name);
    }

    private SseTopic Create(string name)
    {
        TopicName.Require(name); // before its options are asked for
        lock (_creation) // the options may open a store, so they are asked for once for each topic
        {
            var topic = _topics.GetOrAdd(name, key => new(key, _options(key)));
            if (Interlocked.Exchange(ref _isRemovalScheduled, 1) == 0)
            {
                ScheduleRemoval();
            }

            return topic;
        }
    }

    private void ScheduleRemoval()
    {
        var timer = new SingleAssignmentDisposable(); // assigned before the timer is set, which may fire at once and set the next
        _removal.Disposable = timer;
        timer.Disposable = _scheduler.Schedule(_idleTime / 2, RemoveIdle);
    }

    private void RemoveIdle()
    {
        foreach (var (name, topic) in _topics)
        {
            if (topic.TryRetire(_idleTime))
            {
                _topics.TryRemove(new(name, topic));
            }
        }

        ScheduleRemoval();
    }
}
