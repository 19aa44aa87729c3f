using System.Collections.Immutable;
using System.Reactive;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A stream of events with a history, so that subscribers that come back miss nothing. Publish to it, or let a query feed it; subscribe to
/// it, or to what follows an event (<see cref="After"/>).
/// </summary>
/// <remarks>
/// <para>Thread-safe. Each subscriber reads the history with its own cursor: all receive the events in the same order, one call at a time,
/// replayed and live events alike, with no gaps or duplicates, even while others publish. A publisher delivers to subscribers that are
/// idle; it never waits for another publisher's delivery.</para>
/// <para>Operators and observers run on the publisher's thread, but in the execution context of their subscriber: <c>AsyncLocal</c> values
/// such as the current <c>HttpContext</c>, the culture and the log scopes are those of the request that subscribed.</para>
/// <para>A gap is reported as an event of type <see cref="SseGap.EventType"/> and to <see cref="SseHistoryOptions.OnGap"/>; then the oldest
/// event held follows. It occurs when a subscriber falls behind by more than the history holds, and when a last event ID is no longer held
/// or was never assigned by this topic, or was assigned before a restart.</para>
/// <para>As an observer, a topic does not require Rx's grammar: any number of threads may call <see cref="OnNext"/> concurrently. After
/// <see cref="OnCompleted"/> or <see cref="OnError"/>, subscribers receive the events they have not yet received and then that end.</para>
/// <para>The history is in the memory of this process, and is lost with it. For several processes see <see cref="SseSharedTopics"/>.</para>
/// </remarks>
public sealed partial class SseTopic : ISseTopic, IObserver<SseEvent>
{
    private readonly SseTopicOptions _options;
    private readonly DateTimeOffset _createdAt;
    private readonly TimeSpan _elapsedBefore;

    /// <summary>Creates a topic.</summary>
    /// <param name="name">Its name, which is part of the IDs it assigns. Any text whose escaped form takes at most 4,055 bytes.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <exception cref="ArgumentException">
    /// The name is <see langword="null"/> or empty, is too long, or contains a lone surrogate or U+0000. Or the options have
    /// both <see cref="SseTopicOptions.FailWhenFull"/> and <see cref="SseTopicOptions.MaxAge"/>.
    /// </exception>
    public SseTopic(string name, SseTopicOptions? options = null)
    {
        TopicName.Require(name);
        Name = name;
        _options = options ?? SseTopicOptions.Default;
        if (_options is { FailWhenFull: true, MaxAge: not null })
        {
            throw new ArgumentException("A topic with FailWhenFull removes no events: leave MaxAge null.", nameof(options));
        }

        (_createdAt, _elapsedBefore) = (_options.Scheduler.Now, _options.Scheduler.Elapsed());
        _history = new(name, _options);
        _coalescer = new(this);
        _lastUsed = Now;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether there is a subscriber at this moment, for publishers that would otherwise save the work.</summary>
    public bool HasSubscribers
    {
        get
        {
            lock (_gate)
            {
                return Subscribers > 0;
            }
        }
    }

    /// <summary>How many subscribers there are at this moment: clients, and queries in this process.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_gate)
            {
                return Subscribers;
            }
        }
    }

    /// <summary>Publishes an event.</summary>
    /// <param name="value">
    /// The event. If it has no ID, one is assigned; otherwise it keeps its ID, which must be unique within the topic.
    /// </param>
    /// <param name="tag">
    /// Anything that filters of subscribers can use (<see cref="SseHistoryEntry.Tag"/>), such as the sender. It is kept with the event and
    /// not sent. Default: <see langword="null"/>.
    /// </param>
    /// <returns>The event's ID.</returns>
    /// <exception cref="SseDuplicateIdException">
    /// An event with that ID is held, or the topic assigns that ID itself. Nothing was published.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The type contains CR, LF or U+0000, which no stream can carry; or no <c>Last-Event-ID</c> header returns the ID unchanged, since it
    /// begins or ends with white space, contains a control character or a lone surrogate, or is longer than 4,096 bytes. Nothing was
    /// published.
    /// </exception>
    /// <exception cref="SseTopicFullException">
    /// There is no room for the event, and the topic has <see cref="SseTopicOptions.FailWhenFull"/>. Nothing was published, and the topic
    /// has ended with this exception.
    /// </exception>
    /// <exception cref="InvalidOperationException">The topic has ended. Nothing was published.</exception>
    /// <remarks>
    /// It returns when the event is in the history; slow clients do not delay it. An exception thrown by a subscriber in this process is
    /// rethrown after the others have received the event; that subscription has then ended, and the event remains published.
    /// </remarks>
    /// <example>
    /// <code>
    /// var prices = new SseTopic("prices");
    /// string id = prices.Publish(new SseEvent("42.10", "price"));
    /// </code>
    /// </example>
    public string Publish(SseEvent value, object? tag = null) =>
        TryPublish(value, tag) ?? throw new InvalidOperationException($"The topic '{Name}' is no longer in use.");

    /// <summary>Publishes an event whose data is JSON, serialized and encoded once for all subscribers.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="value">The data.</param>
    /// <param name="typeInfo">
    /// From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>, so that it is safe for trimming and native AOT.
    /// </param>
    /// <param name="type">The event type. Default: <c>message</c>.</param>
    /// <param name="lastEventId">The event's ID, unique within the topic. Default: empty; the topic assigns one.</param>
    /// <param name="tag">Anything that filters of subscribers can use. Default: <see langword="null"/>.</param>
    /// <returns>The event's ID.</returns>
    /// <exception cref="JsonException">The value cannot be serialized. Nothing was published.</exception>
    /// <inheritdoc cref="Publish" path="/exception"/>
    /// <inheritdoc cref="Publish" path="/remarks"/>
    /// <example>
    /// <code>
    /// prices.PublishJson(new Price("ACME", 42.10m), MyContext.Default.Price, "price");
    /// </code>
    /// </example>
    public string PublishJson<T>(
        T value, JsonTypeInfo<T> typeInfo, string type = SseEvent.DefaultType, string lastEventId = "", object? tag = null)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Publish(new(JsonSerializer.Serialize(value, typeInfo), type, lastEventId), tag);
    }

    /// <summary>
    /// Replays everything since an event and then continues live, in order, with no gaps or duplicates, even while others publish.
    /// </summary>
    /// <param name="lastEventId">
    /// The ID of the last event received. If it is empty, see <see cref="SseHistoryOptions.ReplayFromOldest"/>. If it has expired or is
    /// unknown, the subscriber receives an event of type <see cref="SseGap.EventType"/> and then all events held (for an unknown ID, see
    /// <see cref="SseHistoryOptions.ReplayAfterUnknownId"/>).
    /// </param>
    /// <param name="where">
    /// Which events the subscriber receives, replayed and live. It sees what is not sent too: the tag and the time. It runs in
    /// the subscriber's execution context: for a client on the thread pool, otherwise on the publisher's thread. What it throws is the
    /// subscriber's error. Default: <see langword="null"/>, all events.
    /// </param>
    /// <returns>The events; each subscription reads the history anew.</returns>
    /// <remarks>
    /// A response that is subscribed to it without operators is paced: events that it has yet to receive stay in the history instead of its
    /// outbox. This also holds with <paramref name="where"/>, and such a client keeps its position: from time to time it receives the ID of
    /// an event that is not for it, so that its own is at most a quarter of the history old. The gaps of a filtered subscriber have no
    /// <see cref="SseGap.Count"/>.
    /// </remarks>
    /// <example>
    /// <code>
    /// app.MapSse("/prices/{symbol}", subscriber =>
    /// {
    ///     var symbol = (string?)subscriber.HttpContext.GetRouteValue("symbol");
    ///     return prices.After(subscriber.LastEventId, where: price => price.Value.Type == symbol);
    /// });
    ///
    /// // To all but the sender:
    /// app.MapSse("/chat", subscriber =>
    /// {
    ///     var me = (string?)subscriber.HttpContext.Request.Query["me"];
    ///     return chat.After(subscriber.LastEventId, where: message => !Equals(message.Tag, me));
    /// });
    /// chat.Publish(new SseEvent("hello"), tag: sender);
    /// </code>
    /// </example>
    public IObservable<SseEvent> After(string lastEventId, Func<SseHistoryEntry, bool>? where = null)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer => Subscribe(observer, lastEventId, where));
    }

    /// <inheritdoc/>
    ISseStore? ISseTopic.Store => null;

    /// <inheritdoc/>
    /// <remarks>It completes at once.</remarks>
    ValueTask<string> ISseTopic.PublishAsync(SseEvent value, string? tag, CancellationToken cancellationToken) =>
        Completed(() => Publish(value, tag));

    /// <summary>
    /// Subscribes to what is published from now on (or to all events held, see <see cref="SseHistoryOptions.ReplayFromOldest"/>).
    /// </summary>
    /// <param name="observer">The subscriber.</param>
    /// <returns>The subscription.</returns>
    public IDisposable Subscribe(IObserver<SseEvent> observer) => Subscribe(observer, "");

    /// <summary>Publishes an event.</summary>
    /// <inheritdoc cref="Publish"/>
    public void OnNext(SseEvent value) => Publish(value);

    /// <summary>Ends the topic with an error, for all present and future subscribers.</summary>
    /// <param name="error">The error.</param>
    public void OnError(Exception error) => End(Notification.CreateOnError<SseEvent>(error));

    /// <summary>Ends the topic, for all present and future subscribers.</summary>
    public void OnCompleted() => End(Notification.CreateOnCompleted<SseEvent>());

    internal static ValueTask<string> Completed(Func<string> publish)
    {
        try
        {
            return new(publish());
        }
        catch (Exception error)
        {
            return ValueTask.FromException<string>(error);
        }
    }

    private IDisposable Subscribe(IObserver<SseEvent> observer, string lastEventId, Func<SseHistoryEntry, bool>? where = null) =>
        TrySubscribe(observer, lastEventId, where) ?? throw new InvalidOperationException($"The topic '{Name}' is no longer in use.");

    private void End(Notification<SseEvent> end)
    {
        ImmutableArray<TopicCursor> subscriptions;
        lock (_gate)
        {
            if (_end is not null)
            {
                return;
            }

            _end = end;
            subscriptions = [.. _clients.All, .. _subscriptions.All];
        }

        TopicSubscription.Notify(subscriptions, null);
    }
}
