using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reactive.Disposables;

namespace Sse;

/// <summary>The callbacks of the topics that are watched on this node.</summary>
internal sealed class TopicWatches
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Action>> _watched = new(StringComparer.Ordinal);

    /// <summary>The topics that are watched.</summary>
    public IEnumerable<string> Topics => _watched.Keys;

    /// <summary>Adds a callback, which the returned object removes.</summary>
    public IDisposable Add(string topic, Action ring)
    {
        _watched.AddOrUpdate(topic, static (_, ring) => [ring], static (_, rings, ring) => rings.Add(ring), ring);
        return Disposable.Create(() =>
        {
            while (_watched.TryGetValue(topic, out var rings))
            {
                var rest = rings.Remove(ring);
                if (rest.IsEmpty ? _watched.TryRemove(new(topic, rings)) : _watched.TryUpdate(topic, rest, rings))
                {
                    return;
                }
            }
        });
    }

    /// <summary>Rings for a topic.</summary>
    public void Ring(string topic)
    {
        if (_watched.TryGetValue(topic, out var rings))
        {
            foreach (var ring in rings)
            {
                ring();
            }
        }
    }

    /// <summary>Rings for all topics.</summary>
    public void RingAll()
    {
        foreach (var topic in _watched.Keys)
        {
            Ring(topic);
        }
    }
}
