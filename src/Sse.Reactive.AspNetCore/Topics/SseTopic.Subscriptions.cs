using System.Collections.Immutable;
using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <content>The state of a topic, all under one lock, and what <see cref="SseTopics"/> and subscriptions use of it.</content>
public sealed partial class SseTopic
{
    private readonly Lock _gate = new();
    private readonly TopicHistory _history;
    private readonly BurstCoalescer _coalescer;
    private SubscriberList _subscriptions;
    private SubscriberList _clients;
    private Notification<SseEvent>? _end;
    private DateTimeOffset _lastUsed;
    private bool _isRetired;

    /// <summary>
    /// The time at which the topic was created, plus the time that has passed since: ages do not change when the wall clock is set.
    /// </summary>
    private DateTimeOffset Now => _createdAt + (_options.Scheduler.Elapsed() - _elapsedBefore);

    /// <summary>The subscribers that are responses, and can be paced.</summary>
    internal ImmutableArray<TopicCursor> Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients.All;
            }
        }
    }

    /// <summary>Whether it was removed, and is never used again.</summary>
    internal bool IsRetired
    {
        get
        {
            lock (_gate)
            {
                return _isRetired;
            }
        }
    }

    private int Subscribers => _subscriptions.Count + _clients.Count; // under the lock

    /// <returns>The event's ID; <see langword="null"/> if the topic is retired.</returns>
    internal string? TryPublish(SseEvent value, object? tag)
    {
        SseHistoryEntry? entry;
        ImmutableArray<TopicCursor> subscriptions;
        bool hasClients;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_end is not null)
            {
                throw new InvalidOperationException($"The topic '{Name}' has ended: nothing more can be published to it.");
            }

            _lastUsed = Now;
            entry = _history.TryAppend(value, tag, _lastUsed);
            subscriptions = _subscriptions.All;
            hasClients = _clients.Count > 0; // one that joins from now on starts after this event
        }

        if (entry is null)
        {
            var error = new SseTopicFullException(Name, _options);
            OnError(error);
            throw error;
        }

        if (hasClients)
        {
            _coalescer.Publish(entry);
        }

        TopicSubscription.Notify(subscriptions, entry);
        return entry.Value.LastEventId;
    }

    /// <returns>The subscription; <see langword="null"/> if the topic is retired.</returns>
    internal IDisposable? TrySubscribe(IObserver<SseEvent> observer, string lastEventId, Func<SseHistoryEntry, bool>? where)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new TopicSubscription(observer, where);
        if (TrySubscribe(subscription, lastEventId) is not { } cursor)
        {
            return null;
        }

        subscription.Begin(cursor);
        return subscription;
    }

    /// <returns>The cursor of the subscription in this topic; <see langword="null"/> if the topic is retired.</returns>
    internal TopicCursor? TrySubscribe(TopicSubscription subscription, string lastEventId)
    {
        TopicCursor cursor;
        long replayed;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            var start = _history.StartAfter(lastEventId, Now);
            replayed = _history.Last - start.Next + 1;
            cursor = new MemoryCursor(this, subscription, start);
            ListOf(cursor).Add(cursor);
        }

        if ((lastEventId.Length > 0 || _options.ReplayFromOldest) && ServerInstruments.Default.ReplaySize is { Enabled: true } replaySize)
        {
            replaySize.Record(replayed);
        }

        return cursor;
    }

    internal void Unsubscribe(TopicCursor cursor)
    {
        lock (_gate)
        {
            ListOf(cursor).Remove(cursor);
            _lastUsed = Now;
        }
    }

    /// <summary>Retires the topic permanently, and ends it for its subscribers.</summary>
    internal void Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
        }

        OnCompleted();
    }

    /// <summary>Retires the topic permanently, if it has no subscribers and was not used for the given time.</summary>
    internal bool TryRetire(TimeSpan idleTime)
    {
        lock (_gate)
        {
            return _isRetired = _isRetired || (Subscribers == 0 && Now - _lastUsed >= idleTime);
        }
    }

    /// <summary>Reads an event without the lock.</summary>
    /// <returns><see langword="null"/> if <see cref="Read"/> has to be asked.</returns>
    internal SseHistoryEntry? TryReadEvent(long position) => _history.TryReadEvent(position);

    /// <summary>Reads what a subscriber receives next.</summary>
    internal TopicItem Read(long position)
    {
        lock (_gate)
        {
            var item = _history.Read(position);
            return item == default && _end is not null ? new(End: _end) : item;
        }
    }

    /// <summary>Whether that many events are a quarter of those held, or more.</summary>
    internal bool IsQuarterOfHistory(long events)
    {
        lock (_gate)
        {
            return events * 4 >= _history.Count;
        }
    }

    /// <inheritdoc cref="TopicIds.PartOf(long, string)"/>
    internal string PartOf(long position, string id) => _history.Ids.PartOf(position, id);

    /// <inheritdoc cref="TopicIds.PartOf(TopicStart, string)"/>
    internal string PartOf(TopicStart start, string lastEventId) => _history.Ids.PartOf(start, lastEventId);

    internal void ReportGap(SseGap gap) => _options.OnGap?.Invoke(gap);

    private ref SubscriberList ListOf(TopicCursor cursor) => ref cursor.IsClient ? ref _clients : ref _subscriptions;
}
