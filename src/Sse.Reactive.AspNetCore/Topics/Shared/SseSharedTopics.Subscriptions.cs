using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore;

/// <content>Subscribing to one topic or to several.</content>
public sealed partial class SseSharedTopics
{
    /// <inheritdoc/>
    public IObservable<SseEvent> After(string name, string lastEventId, Func<SseHistoryEntry, bool>? where = null)
    {
        TopicName.Require(name);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(observer =>
        {
            ArgumentNullException.ThrowIfNull(observer);
            var subscription = new TopicSubscription(observer, where);
            subscription.Begin(Subscribe(name, subscription, lastEventId));
            return subscription;
        });
    }

    /// <inheritdoc cref="SseTopics.After(IReadOnlyCollection{string}, string, Func{SseHistoryEntry, bool}?)"/>
    public IObservable<SseEvent> After(
        IReadOnlyCollection<string> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null) =>
        After(Observable.Return(CombinedId.RequireSome(names)), lastEventId, where);

    /// <inheritdoc cref="SseTopics.After(IObservable{IReadOnlyCollection{string}}, string, Func{SseHistoryEntry, bool}?)"/>
    public IObservable<SseEvent> After(
        IObservable<IReadOnlyCollection<string>> names, string lastEventId, Func<SseHistoryEntry, bool>? where = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new TopicStream(
            observer => new TopicSet(SubscribeToPart, lastEventId).Subscribe(names, observer, where), runsUserCode: true);
    }

    /// <inheritdoc/>
    public int SubscriberCount(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _topics.TryGetValue(name, out var topic) ? topic.SubscriberCount : 0;
    }

    private StoreCursor SubscribeToPart(string name, TopicSubscription subscription, string lastEventId)
    {
        var cursor = Subscribe(name, subscription, lastEventId);
        cursor.BeginPart(lastEventId);
        return cursor;
    }
}
