using System.Reactive.Linq;

namespace Dashboard;

/// <summary>
/// Several topics as one stream, since a browser opens six connections at most to one server over HTTP/1.1, all its tabs together. Each event's ID is the
/// subscriber's place in every topic: <c>prices/5b1e/17 builds/77a0/4</c>.
/// </summary>
internal sealed class TopicMix(params SseTopic[] topics)
{
    public IObservable<SseEvent> After(string lastEventId) => Observable.Defer(() =>
    {
        var seen = lastEventId.Split(' ');
        var places = topics.Select(topic => Array.Find(seen, id => id.StartsWith(topic.Name + "/", StringComparison.Ordinal)) ?? "").ToArray();
        return topics.Select((topic, index) => topic.After(places[index]).Select(e => (Value: e, Index: index)))
            .Merge() // one at a time
            .Select(next =>
            {
                places[next.Index] = next.Value.LastEventId;
                return next.Value with { LastEventId = string.Join(' ', places.Where(place => place.Length > 0)) };
            });
    });
}
