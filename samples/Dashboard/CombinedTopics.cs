using System.Reactive.Linq;

namespace Dashboard;

/// <summary>
/// Several topics as one stream, because a browser opens at most six HTTP/1.1 connections to a server, across all its tabs. The ID of each
/// event combines the subscriber's position in every topic: <c>prices/5b1e/17 builds/77a0/4</c>.
/// </summary>
internal sealed class CombinedTopics(params SseTopic[] topics)
{
    public IObservable<SseEvent> After(string lastEventId) => Observable.Defer(() =>
    {
        var ids = lastEventId.Split(' ');
        var positions = topics
            .Select(topic => Array.Find(ids, id => id.StartsWith(topic.Name + "/", StringComparison.Ordinal)) ?? "")
            .ToArray();
        return topics.Select((topic, index) => topic.After(positions[index]).Select(e => (Value: e, Index: index)))
            .Merge() // delivers one event at a time
            .Select(next =>
            {
                positions[next.Index] = next.Value.LastEventId;
                return next.Value with { LastEventId = string.Join(' ', positions.Where(position => position.Length > 0)) };
            });
    });
}
