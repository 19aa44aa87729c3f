using System.Collections.Immutable;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Subscribers of a topic, in the order in which they joined. The topic's lock guards it. Joining and leaving take the same time whatever
/// their number; the next publisher, which visits all of them, copies the list once. It is a part of the topic and never copied, so that an
/// idle topic is small.
/// </summary>
internal struct SubscriberList
{
    private List<TopicCursor?>? _places; // null where a subscriber has left
    private ImmutableArray<TopicCursor> _all;

    public int Count { get; private set; }

    /// <summary>All subscribers at this moment.</summary>
    public ImmutableArray<TopicCursor> All
    {
        get
        {
            if (_all.IsDefault)
            {
                if (_places is not null)
                {
                    Close(_places);
                }

                _all = [.. (_places ?? [])!];
            }

            return _all;
        }
    }

    public void Add(TopicCursor cursor)
    {
        _places ??= [];
        cursor.Place = _places.Count;
        _places.Add(cursor);
        Count++;
        _all = default;
    }

    public void Remove(TopicCursor cursor)
    {
        if (cursor.Place < 0)
        {
            return;
        }

        _places![cursor.Place] = null;
        cursor.Place = -1;
        Count--;
        _all = default; // it must not keep who has left
        if (Count == 0)
        {
            _places = null;
        }
        else if (_places.Count > 2 * Count + 16)
        {
            Close(_places);
        }
    }

    /// <summary>Removes the places of those who have left.</summary>
    private static void Close(List<TopicCursor?> places)
    {
        places.RemoveAll(c => c is null);
        for (var place = 0; place < places.Count; place++)
        {
            places[place]!.Place = place;
        }

        if (places.Capacity > 4 * places.Count + 16)
        {
            places.Capacity = 2 * places.Count;
        }
    }
}
