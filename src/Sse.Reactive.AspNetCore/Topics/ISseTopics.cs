namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Topics by name, wherever their events are held: in this process (<see cref="SseTopics"/>), or in a store that all nodes share
/// (<see cref="SseSharedTopics"/>). Register them with <c>AddSseTopics</c>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <example>
/// <code>
/// builder.Services.AddSseTopics();
/// // ...
/// var topics = app.Services.GetRequiredService&lt;ISseTopics&gt;();
/// app.MapSse("/orders", subscriber => topics["orders"].After(subscriber.LastEventId));
///
/// await topics["orders"].PublishAsync(new SseEvent("{\"id\":7}", "order"));
/// </code>
/// </example>
public interface ISseTopics
{
    /// <summary>The topic with a name. It is not created before its first use.</summary>
    /// <param name="name">The name, any text that is not empty.</param>
    /// <exception cref="ArgumentException">
    /// The name is <see langword="null"/> or empty, is too long for IDs (4,055 bytes, escaped), or contains a lone surrogate or U+0000.
    /// </exception>
    ISseTopic this[string name] { get; }

    /// <summary>The names of the topics that this node uses at this moment.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Replays everything since an event of a topic and then continues live. See <see cref="ISseTopic.After"/>.</summary>
    /// <param name="name">The name of the topic.</param>
    /// <param name="lastEventId">The ID of the last event received; empty for none.</param>
    /// <param name="where">Which events the subscriber receives. Default: <see langword="null"/>, all events.</param>
    /// <returns>The events; each subscription reads the history anew.</returns>
    IObservable<SseEvent> After(string name, string lastEventId, Func<SseHistoryEntry, bool>? where = null);

    /// <inheritdoc cref="SseTopics.After(IReadOnlyCollection{string}, string, Func{SseHistoryEntry, bool}?)"/>
    IObservable<SseEvent> After(IReadOnlyCollection<string> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null);

    /// <inheritdoc cref="SseTopics.After(IObservable{IReadOnlyCollection{string}}, string, Func{SseHistoryEntry, bool}?)"/>
    IObservable<SseEvent> After(
        IObservable<IReadOnlyCollection<string>> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null);

    /// <summary>How many subscribers a topic has at this moment, on this node. Does not create the topic.</summary>
    /// <param name="name">The name of the topic.</param>
    int SubscriberCount(string name);

    /// <summary>
    /// Ends a topic for its present subscribers, on all nodes: they receive the events that they have not yet received, and then the end.
    /// </summary>
    /// <param name="name">The name of the topic.</param>
    /// <param name="cancellationToken">Cancels the wait. The topic may end nevertheless.</param>
    /// <exception cref="SseStoreException">The store did not confirm the end. The topic may end nevertheless.</exception>
    /// <remarks>
    /// Most clients reconnect after the end of a stream, and subscribe again. To end it for them, answer 204. In memory the topic's history
    /// is removed too; a store keeps it as long as it keeps other events.
    /// </remarks>
    ValueTask EndAsync(string name, CancellationToken cancellationToken = default);
}
