using System.Collections.Immutable;
using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <content>The state of a topic, all under one lock, and what <see cref="SseTopics"/> and subscriptions use of it.</content>
public sealed partial class SseTopic
{
    private readonly Lock _gate = new();
    private readonly TopicHistory _history;
    private readonly BurstCoalescer _coalescer;
    private ImmutableArray<TopicSubscription> _subscriptions = [];
    private ImmutableArray<TopicSubscription> _clients = [];
    private Notification<SseEvent>? _end;
    private DateTimeOffset _lastUsed;
    private bool _isRetired;

    /// <summary>The subscribers that are responses, and can be paced.</summary>
    internal ImmutableArray<TopicSubscription> Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients;
            }
        }
    }

    private bool HasAnySubscription => !_subscriptions.IsEmpty || !_clients.IsEmpty;

    /// <returns>The event's ID; <see langword="null"/> if the topic is retired.</returns>
    internal string? TryPublish(SseEvent value)
    {
        SseHistoryEntry entry;
        ImmutableArray<TopicSubscription> subscriptions;
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

            _lastUsed = _options.Scheduler.Now;
            entry = _history.Append(value, _lastUsed);
            subscriptions = _subscriptions;
        }

        _coalescer.Publish(entry);
        TopicSubscription.Notify(subscriptions, entry);
        return entry.Value.LastEventId;
    }

    /// <returns>The subscription; <see langword="null"/> if the topic is retired.</returns>
    internal IDisposable? TrySubscribe(IObserver<SseEvent> observer, string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(observer);
        TopicSubscription subscription;
        long replayed;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            var start = _history.CursorAfter(lastEventId, _options.Scheduler.Now);
            replayed = _history.Last - start.Next + 1;
            subscription = new(this, observer, start);
            ListOf(subscription) = ListOf(subscription).Add(subscription);
        }

        if ((lastEventId.Length > 0 || _options.ReplayFromOldest) && ServerInstruments.Default.ReplaySize is { Enabled: true } replaySize)
        {
            replaySize.Record(replayed);
        }

        subscription.Resume();
        return subscription;
    }

    internal void Unsubscribe(TopicSubscription subscription)
    {
        lock (_gate)
        {
            ListOf(subscription) = ListOf(subscription).Remove(subscription);
            _lastUsed = _options.Scheduler.Now;
        }
    }

    /// <summary>Retires the topic permanently, if it has no subscribers and was not used for the given time.</summary>
    internal bool TryRetire(TimeSpan idleTime)
    {
        lock (_gate)
        {
            return _isRetired = _isRetired || (!HasAnySubscription && _options.Scheduler.Now - _lastUsed >= idleTime);
        }
    }

    /// <summary>Reads what a subscriber receives next.</summary>
    internal TopicItem Read(long position)
    {
        lock (_gate)
        {
            var item = _history.Read(position);
            return item == default && _end is not null ? new(End: _end) : item;
        }
    }

    internal void ReportGap(SseGap gap) => _options.OnGap?.Invoke(gap);

    private ref ImmutableArray<TopicSubscription> ListOf(TopicSubscription subscription) =>
        ref subscription.IsClient ? ref _clients : ref _subscriptions;
}
