using System.Collections.Immutable;
using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Events that are remembered for a while, so that subscribers who come back miss nothing: publish to it, or let a query feed it, and subscribe to it, or to what came
/// <see cref="After"/> an event. In memory by default; see <see cref="ISseLog"/>.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Each subscriber reads the log at its own pace and place: all get the events in the log's order, one call at a time, replay and live alike, without gap or
/// double, whoever publishes meanwhile. A publisher delivers to whoever is not busy; it waits for no other publisher's delivery. One who falls behind by more than the log
/// holds is told so.</para>
/// <para>A gap is told by an event of the type <see cref="SseGap.EventType"/> and by <see cref="SseTopicOptions.OnGap"/>; then the oldest event held follows. It comes when a last event ID is
/// no longer held, or was never issued: by another topic, or by this one before a restart.</para>
/// <para>The observer side is not tied to Rx's grammar: any number of threads may call <see cref="OnNext"/>. After <see cref="OnCompleted"/> or <see cref="OnError"/>, subscribers
/// get what they have yet to get, and then that end.</para>
/// </remarks>
public sealed class SseTopic : IObservable<SseEvent>, IObserver<SseEvent>
{
    private readonly Lock _gate = new();
    private readonly SseTopicOptions _options;
    private readonly TopicLog _log;
    private readonly BurstCoalescer _sweep;
    private ImmutableArray<TopicSubscription> _subscriptions = [];
    private ImmutableArray<TopicSubscription> _clients = [];
    private Notification<SseEvent>? _end;
    private DateTimeOffset _usedAt;
    private bool _isRetired;

    /// <summary>Makes a topic.</summary>
    /// <param name="name">Its name, which is part of the IDs it issues. Any text.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    public SseTopic(string name, SseTopicOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _options = options ?? SseTopicOptions.Default;
        _log = new(name, _options);
        _sweep = new(this);
        _usedAt = _options.Scheduler.Now;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether anyone subscribes, at this moment: for sources that are not worth their work otherwise.</summary>
    public bool HasSubscribers
    {
        get
        {
            lock (_gate)
            {
                return !IsWithoutSubscribers;
            }
        }
    }

    /// <summary>Those subscribers who are responses, and can be told to wait.</summary>
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

    private bool IsWithoutSubscribers => _subscriptions.IsEmpty && _clients.IsEmpty;

    /// <summary>Publishes an event.</summary>
    /// <param name="value">The event. Without an ID it is given one; with one, it keeps that, which is to be unique.</param>
    /// <returns>Its ID.</returns>
    /// <exception cref="SseDuplicateIdException">An event of that ID is held, or it is one of those that this topic issues. Nothing was published.</exception>
    /// <exception cref="ArgumentException">CR, LF or U+0000 in its type or ID, which no stream can carry. Nothing was published.</exception>
    /// <exception cref="InvalidOperationException">The topic has ended.</exception>
    /// <remarks>What subscribers throw is rethrown when the others have been served; such a subscription is over. The event is published all the same.</remarks>
    public string Publish(SseEvent value) =>
        TryPublish(value) ?? throw new InvalidOperationException($"The topic '{Name}' is no longer in use.");

    /// <summary>What came after an event, then what comes: no gap, no double, in order.</summary>
    /// <param name="lastEventId">
    /// The ID of the last event seen. Empty: see <see cref="SseTopicOptions.ReplayFromOldest"/>. Unknown: a gap, then all that is held.
    /// </param>
    /// <returns>The events, as of each subscription.</returns>
    public IObservable<SseEvent> After(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer => Subscribe(observer, lastEventId));
    }

    /// <summary>Subscribes to what is published from now on (or see <see cref="SseTopicOptions.ReplayFromOldest"/>).</summary>
    /// <param name="observer">The subscriber.</param>
    /// <returns>What ends the subscription.</returns>
    public IDisposable Subscribe(IObserver<SseEvent> observer) => Subscribe(observer, "");

    /// <summary>Publishes an event.</summary>
    /// <inheritdoc cref="Publish"/>
    public void OnNext(SseEvent value) => Publish(value);

    /// <summary>Ends the topic in an error, for all subscribers, present and to come.</summary>
    /// <param name="error">The error.</param>
    public void OnError(Exception error) => End(Notification.CreateOnError<SseEvent>(error));

    /// <summary>Ends the topic, for all subscribers, present and to come.</summary>
    public void OnCompleted() => End(Notification.CreateOnCompleted<SseEvent>());

    /// <returns>The event's ID; <see langword="null"/> if the topic is retired.</returns>
    internal string? TryPublish(SseEvent value)
    {
        SseLogEntry entry;
        ImmutableArray<TopicSubscription> subscriptions;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            if (_end is not null)
            {
                throw new InvalidOperationException($"The topic '{Name}' has ended: nothing can be published to it any more.");
            }

            _usedAt = _options.Scheduler.Now;
            entry = _log.Append(value, _usedAt);
            subscriptions = _subscriptions;
        }

        _sweep.Bring(entry);
        TopicSubscription.Notify(subscriptions, entry);
        return entry.Value.LastEventId;
    }

    /// <returns>Null if the topic is retired.</returns>
    internal IDisposable? TrySubscribe(IObserver<SseEvent> observer, string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(observer);
        TopicSubscription subscription;
        long replay;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            var place = _log.PlaceOf(lastEventId, _options.Scheduler.Now);
            replay = _log.Last - place.Next + 1;
            subscription = new(this, observer, place);
            SubscriptionsLike(subscription) = SubscriptionsLike(subscription).Add(subscription);
        }

        if ((lastEventId.Length > 0 || _options.ReplayFromOldest) && ServerInstruments.Default.ReplaySize is { Enabled: true } replays)
        {
            replays.Record(replay);
        }

        subscription.Resume();
        return subscription;
    }

    internal void Unsubscribe(TopicSubscription subscription)
    {
        lock (_gate)
        {
            SubscriptionsLike(subscription) = SubscriptionsLike(subscription).Remove(subscription);
            _usedAt = _options.Scheduler.Now;
        }
    }

    /// <summary>Ends its use for good, if nobody subscribes and nothing has happened for so long.</summary>
    internal bool TryRetire(TimeSpan idleTime)
    {
        lock (_gate)
        {
            return _isRetired = _isRetired || (IsWithoutSubscribers && _options.Scheduler.Now - _usedAt >= idleTime);
        }
    }

    /// <summary>What is next for a subscriber.</summary>
    internal TopicItem Read(long position)
    {
        lock (_gate)
        {
            var step = _log.Read(position);
            return step == default && _end is not null ? new(End: _end) : step;
        }
    }

    internal void Tell(SseGap gap) => _options.OnGap?.Invoke(gap);

    private ref ImmutableArray<TopicSubscription> SubscriptionsLike(TopicSubscription subscription) => ref subscription.IsClient ? ref _clients : ref _subscriptions;

    private IDisposable Subscribe(IObserver<SseEvent> observer, string lastEventId) =>
        TrySubscribe(observer, lastEventId) ?? throw new InvalidOperationException($"The topic '{Name}' is no longer in use.");

    private void End(Notification<SseEvent> end)
    {
        ImmutableArray<TopicSubscription> subscriptions;
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            _end = end;
            subscriptions = [.. _clients, .. _subscriptions];
        }

        TopicSubscription.Notify(subscriptions, null);
    }
}
