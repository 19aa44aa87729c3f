using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore;

/// <content>Subscribing to one topic or to several, and ending one.</content>
public sealed partial class SseTopics
{
    /// <summary>Replays everything since an event of a topic and then continues live. See <see cref="SseTopic.After"/>.</summary>
    /// <param name="name">The name of the topic.</param>
    /// <param name="lastEventId">The ID of the last event received; empty for none.</param>
    /// <param name="where">Which events the subscriber receives. Default: <see langword="null"/>, all events.</param>
    /// <returns>The events; each subscription reads the history anew, and creates the topic if it does not exist.</returns>
    /// <exception cref="ArgumentException">
    /// The name is <see langword="null"/> or empty, is too long for IDs (4,055 bytes, escaped), or contains a lone surrogate or U+0000.
    /// </exception>
    public IObservable<SseEvent> After(string name, string lastEventId, Func<SseHistoryEntry, bool>? where = null)
    {
        TopicName.Require(name);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer => Use(
            name, (observer, lastEventId, where), static (topic, s) => topic.TrySubscribe(s.observer, s.lastEventId, s.where)));
    }

    /// <summary>
    /// Several topics over one connection: replays everything since an event, from each of them, and then continues live. One ID resumes
    /// all of them.
    /// </summary>
    /// <param name="names">The names of the topics, at least one.</param>
    /// <param name="lastEventId">The ID of the last event received; empty for none.</param>
    /// <param name="where">Which events the subscriber receives. Default: <see langword="null"/>, all events.</param>
    /// <returns>The events. It completes when all topics have ended.</returns>
    /// <exception cref="ArgumentException">
    /// There is no name, one is invalid, or there are so many that the combined ID could exceed the 4,096 bytes
    /// that clients send back: about 75 with names of ten characters.
    /// </exception>
    /// <inheritdoc cref="After(IObservable{IReadOnlyCollection{string}}, string, Func{SseHistoryEntry, bool}?)" path="/remarks"/>
    /// <example>
    /// <code>
    /// app.MapSse("/events", subscriber => topics.After(["prices", "builds", "chat"], subscriber.LastEventId));
    /// </code>
    /// </example>
    public IObservable<SseEvent> After(
        IReadOnlyCollection<string> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null) =>
        After(Observable.Return(CombinedId.RequireSome(names)), lastEventId, where);

    /// <summary>
    /// Several topics over one connection, as <see cref="After(IReadOnlyCollection{string}, string, Func{SseHistoryEntry, bool}?)"/>, of a
    /// set that may change while the stream is open.
    /// </summary>
    /// <param name="names">
    /// The names of the topics; each value replaces the set before. Topics that are in both continue without gaps or duplicates. If it
    /// completes, the last set remains. If it fails, or if a set is invalid or too large, that is the subscriber's error.
    /// </param>
    /// <param name="lastEventId">The ID of the last event received; empty for none.</param>
    /// <param name="where">Which events the subscriber receives. Default: <see langword="null"/>, all events.</param>
    /// <returns>The events. It completes when <paramref name="names"/> has completed and all topics of the last set have ended.</returns>
    /// <remarks>
    /// <para>The events of each topic keep their order. The ID of each event combines the positions in all topics, so it resumes each of
    /// them. A client also receives it without an event at the start and whenever the set changes.</para>
    /// <para>A topic of the first set that is not empty resumes at its position in <paramref name="lastEventId"/>. A topic that has none
    /// there, or that is added later, starts as for a new subscriber (<see cref="SseHistoryOptions.ReplayFromOldest"/>), also if it was in
    /// the set before. A position that has expired or is unknown is reported by a gap event of that topic.</para>
    /// <para>A topic that ends does not end the others. Its position stays in the ID until the topic leaves the set. If it was removed
    /// (<see cref="Remove"/>), the new topic of that name is followed, after a gap event, when the next set has the name too.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// // IObservable&lt;IReadOnlyCollection&lt;string&gt;&gt; RoomsOf(ClaimsPrincipal user): the current rooms, and each change
    /// app.MapSse("/chat", subscriber => rooms.After(RoomsOf(subscriber.HttpContext.User), subscriber.LastEventId));
    /// </code>
    /// </example>
    public IObservable<SseEvent> After(
        IObservable<IReadOnlyCollection<string>> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer => new TopicSet(Subscribe, lastEventId).Subscribe(names, observer, where), runsUserCode: true);
    }

    /// <summary>How many subscribers a topic has at this moment. Does not create the topic.</summary>
    /// <param name="name">The name of the topic.</param>
    /// <returns>The number; 0 if there is no such topic.</returns>
    /// <exception cref="ArgumentNullException">The name is <see langword="null"/>.</exception>
    public int SubscriberCount(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _topics.TryGetValue(name, out var topic) ? topic.SubscriberCount : 0;
    }

    /// <summary>
    /// Ends and removes a topic. Its subscribers receive the events that they have not yet received, and then the end. The next use of the
    /// name creates a new topic.
    /// </summary>
    /// <param name="name">The name of the topic.</param>
    /// <returns>Whether there was such a topic.</returns>
    /// <exception cref="ArgumentNullException">The name is <see langword="null"/>.</exception>
    /// <remarks>
    /// Most clients reconnect after the end of a stream, and their subscription creates the topic again. To end it for them, answer 204. A
    /// stream of several topics does not end before all of them have: send its set again, and it follows the new topic.
    /// </remarks>
    public bool Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_topics.TryRemove(name, out var topic))
        {
            return false;
        }

        topic.Retire();
        return true;
    }

    /// <inheritdoc cref="Remove" path="/summary"/>
    /// <inheritdoc cref="Remove" path="/remarks"/>
    /// <param name="name">The name of the topic.</param>
    /// <param name="cancellationToken">Not used: it ends at once.</param>
    public ValueTask EndAsync(string name, CancellationToken cancellationToken = default)
    {
        Remove(name);
        return default;
    }

    private TopicCursor Subscribe(string name, TopicSubscription subscription, string lastEventId)
    {
        var cursor = Use(
            name, (subscription, lastEventId), static (topic, s) => topic.TrySubscribe(s.subscription, s.lastEventId));
        cursor.BeginPart(lastEventId);
        return cursor;
    }
}
