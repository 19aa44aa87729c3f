namespace Sse.Reactive.AspNetCore;

/// <summary>A topic by its name in a collection. Each use finds the topic of that moment, or creates it.</summary>
/// <param name="topics">The collection.</param>
/// <param name="name">The name.</param>
/// <param name="store">The store that holds the events, if one does.</param>
/// <param name="publishAsync">Publishes to the topic with a name.</param>
internal sealed class NamedTopic(
    ISseTopics topics,
    string name,
    ISseStore? store,
    Func<string, SseEvent, string?, CancellationToken, ValueTask<string>> publishAsync) : ISseTopic
{
    public ISseTopics Topics => topics;

    public string Name => name;

    public ISseStore? Store => store;

    public int SubscriberCount => topics.SubscriberCount(name);

    public IObservable<SseEvent> After(string lastEventId, Func<SseHistoryEntry, bool>? where = null) =>
        topics.After(name, lastEventId, where);

    public ValueTask<string> PublishAsync(SseEvent value, string? tag = null, CancellationToken cancellationToken = default) =>
        publishAsync(name, value, tag, cancellationToken);

    public IDisposable Subscribe(IObserver<SseEvent> observer) => After("").Subscribe(observer);
}
