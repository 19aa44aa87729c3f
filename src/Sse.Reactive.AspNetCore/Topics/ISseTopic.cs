namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A topic, wherever its events are held: in this process (<see cref="SseTopic"/>), or in a store that all nodes share
/// (<see cref="SseSharedTopics"/>).
/// </summary>
/// <remarks>
/// <para>Thread-safe. <c>MapSse(pattern, topic)</c> and <c>SseResults.Stream(topic)</c> resume after the request's last event ID.</para>
/// <para>As an observable, it is what is published from now on; see <see cref="After"/>.</para>
/// </remarks>
public interface ISseTopic : IObservable<SseEvent>
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>The store that holds the events; <see langword="null"/> if they are in the memory of this process.</summary>
    ISseStore? Store { get; }

    /// <summary>How many subscribers there are at this moment, on this node.</summary>
    int SubscriberCount { get; }

    /// <summary>
    /// Replays everything since an event and then continues live, in order, with no gaps or duplicates, even while others publish.
    /// </summary>
    /// <param name="lastEventId">
    /// The ID of the last event received; empty for none. If it has expired or is unknown, the subscriber receives an event of type
    /// <see cref="SseGap.EventType"/> first.
    /// </param>
    /// <param name="where">Which events the subscriber receives. Default: <see langword="null"/>, all events.</param>
    /// <returns>The events; each subscription reads the history anew.</returns>
    IObservable<SseEvent> After(string lastEventId, Func<SseHistoryEntry, bool>? where = null);

    /// <summary>Publishes an event.</summary>
    /// <param name="value">The event. Its ID must be empty, unless the topic is in memory.</param>
    /// <param name="tag">
    /// What filters of subscribers can use (<see cref="SseHistoryEntry.Tag"/>), such as the sender. It is kept with the event and not sent.
    /// Default: <see langword="null"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait. The event may be published nevertheless.</param>
    /// <returns>The event's ID, when the event is as durable as the store makes it.</returns>
    /// <exception cref="SseStoreException">
    /// The store did not confirm the event. It may be published nevertheless: publishing it again delivers it at least once.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The type contains CR, LF or U+0000, or is reserved; or the event has an ID and the topic is in a store. Nothing was published.
    /// </exception>
    /// <exception cref="InvalidOperationException">The topic has ended. Nothing was published.</exception>
    ValueTask<string> PublishAsync(SseEvent value, string? tag = null, CancellationToken cancellationToken = default);
}
