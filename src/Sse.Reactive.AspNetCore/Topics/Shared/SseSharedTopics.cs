using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The topics of a store, as one node of several serves them: any node publishes, and a client resumes on any node after its last event.
/// </summary>
/// <remarks>
/// <para>A node keeps the newest events of a topic in memory, filled by one reader for all its subscribers. A subscriber that is further
/// behind reads pages from the store until it has caught up. So the store is read as often for one subscriber as for a thousand, and a
/// slow client misses nothing that the store still holds.</para>
/// <para>While the store cannot be reached, streams stay open with their heartbeats, and publishing fails. Afterwards they continue where
/// they were. A gap is reported only if the store no longer has an event.</para>
/// <para>Subscribing creates nothing in the store: names may come from clients. Without subscribers, a topic is not read, and it is removed
/// from memory after <see cref="SseSharedTopicsOptions.IdleTime"/>.</para>
/// <para>Thread-safe. Observers and operators run on the thread that has read the events, in the execution context of their
/// subscriber. Disposing it stops reading; it does not dispose of the store.</para>
/// </remarks>
public sealed partial class SseSharedTopics : ISseTopics, IAsyncDisposable
{
    private readonly ISseStore _store;
    private readonly SseSharedTopicsOptions _options;
    private readonly ILogger _logger;
    private readonly ObservedStore _requests;
    private readonly StoreHealth _health;
    private readonly WaitingLimit _waiting;
    private readonly StoreReads _reads;
    private readonly StoreTrouble _trouble;
    private readonly ConcurrentDictionary<string, SharedTopic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TopicPublisher> _publishers = new(StringComparer.Ordinal);
    private readonly Lock _creation = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SerialDisposable _poll = new();
    private readonly SerialDisposable _removal = new();
    private bool _isScheduled; // under the lock of creation

    /// <summary>Creates the topics of a store.</summary>
    /// <param name="store">The store, which must outlive them.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <param name="logger">Logs failures of the store and of observers. Default: <see langword="null"/>, none.</param>
    /// <param name="meters">
    /// Creates the meter of the metrics. Default: <see langword="null"/>, a meter that belongs to no application.
    /// </param>
    public SseSharedTopics(
        ISseStore store,
        SseSharedTopicsOptions? options = null,
        ILogger<SseSharedTopics>? logger = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _options, _logger) = (store, options ?? new(), logger ?? NullLogger<SseSharedTopics>.Instance);
        _health = new(store, _options.Scheduler, StoreInstruments.Of(meters));
        _requests = new(store, _health, "hot");
        _waiting = new(_options.MaxWaitingBytes);
        _trouble = new(store, _options.Scheduler, _logger, _stop.Token);
        _reads = new(new ObservedStore(store, _health, "cold"), _options, _trouble, _health);
    }

    /// <summary>The store.</summary>
    public ISseStore Store => _store;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>)_topics.Keys;

    /// <inheritdoc/>
    public ISseTopic this[string name]
    {
        get
        {
            TopicName.Require(name);
            return new NamedTopic(this, name, _store, PublishAsync);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _reads.Dispose();
            _poll.Dispose();
            _removal.Dispose();
            foreach (var topic in _topics.Values)
            {
                topic.Stop();
            }
        }

        return default;
    }

    /// <summary>Uses the topic with a name, or its successor if it is being retired.</summary>
    private StoreCursor Subscribe(string name, TopicSubscription subscription, string lastEventId)
    {
        while (true)
        {
            var topic = _topics.TryGetValue(name, out var existing) ? existing : Create(name);
            if (topic.TrySubscribe(subscription, lastEventId) is { } cursor)
            {
                return cursor;
            }

            _topics.TryRemove(new(name, topic));
        }
    }

    private SharedTopic Create(string name)
    {
        lock (_creation) // it watches its store, so it is created once
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            var topic = _topics.GetOrAdd(name, key => new(key, _requests, _options, _reads, _trouble, _health, _logger));
            if (!_isScheduled)
            {
                _isScheduled = true;
                Schedule(_removal, _options.IdleTime / 2, RemoveIdle);
                if (_options.PollInterval is { } interval)
                {
                    Schedule(_poll, interval, () => _ = PollAsync(interval));
                }
            }

            return topic;
        }
    }

    private void Schedule(SerialDisposable timer, TimeSpan time, Action action)
    {
        var next = new SingleAssignmentDisposable(); // assigned before the timer is set, which may fire at once and set the next
        timer.Disposable = next;
        next.Disposable = _options.Scheduler.Schedule(time, action);
    }

    private void RemoveIdle()
    {
        foreach (var (name, topic) in _topics)
        {
            if (topic.TryRetire(_options.IdleTime))
            {
                _topics.TryRemove(new(name, topic));
            }
        }

        Schedule(_removal, _options.IdleTime / 2, RemoveIdle);
    }

    private void Ring(string name)
    {
        if (_topics.TryGetValue(name, out var topic))
        {
            topic.Ring();
        }
    }
}
