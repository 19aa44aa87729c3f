namespace Sse.Reactive.AspNetCore;

/// <summary>The history of a topic in memory as subscribers read it: by IDs, with gaps. The topic's lock guards it.</summary>
internal sealed class TopicHistory
{
    private readonly EventRing _ring;
    private readonly TopicIds _ids;
    private readonly SseTopicOptions _options;

    public TopicHistory(string topic, SseTopicOptions options)
    {
        _ring = new(options.MaxEvents, options.MaxBytes, options.MaxAge);
        _ids = new(topic);
        _options = options;
    }

    public TopicIds Ids => _ids;

    public long Last => _ring.Last;

    /// <summary>How many events are held.</summary>
    public long Count => _ring.Count;

    /// <summary>Appends an event. If it has no ID, one is assigned.</summary>
    /// <returns><see langword="null"/> if there is no room, and the topic removes no events. Nothing has changed then.</returns>
    public SseHistoryEntry? TryAppend(SseEvent value, object? tag, DateTimeOffset now)
    {
        var isOwnId = value.LastEventId.Length == 0;
        if (isOwnId)
        {
            value = value with { LastEventId = _ids.Format(_ring.Last + 1) };
        }
        else if (_ids.TryParse(value.LastEventId) is not null)
        {
            throw new SseDuplicateIdException(value.LastEventId);
        }

        var entry = new SseHistoryEntry(value, now, tag);
        if (_options.FailWhenFull && !_ring.HasRoomFor(entry))
        {
            return null;
        }

        _ring.Append(entry, isFound: !isOwnId); // an ID of its own says where the event is
        return entry;
    }

    /// <summary>Where a subscriber starts.</summary>
    public TopicStart StartAfter(string lastEventId, DateTimeOffset now)
    {
        _ring.Trim(now);
        if (lastEventId.Length == 0)
        {
            var next = _options.ReplayFromOldest ? _ring.First : _ring.Last + 1;
            var gap = _options.ReplayFromOldest && next > 1
                ? GapBefore(next, new(SseGapReason.Expired, next - 1), GapPlace.Beginning)
                : null;
            return new(next, gap, StartingId: _ids.Format(next - 1));
        }

        if (_ids.TryParse(lastEventId) is { } position && position <= _ring.Last)
        {
            return position + 1 >= _ring.First
                ? new(position + 1)
                : Start(_ring.First, new(SseGapReason.Expired, _ring.First - 1 - position, lastEventId));
        }

        return _ring.Find(lastEventId) is { } found
            ? new(found + 1)
            : Start(_options.ReplayAfterUnknownId ? _ring.First : _ring.Last + 1, new(SseGapReason.Unknown, After: lastEventId));
    }

    /// <summary>Reads an event. Thread-safe, without the topic's lock.</summary>
    /// <returns><see langword="null"/> if <see cref="Read"/> has to be asked.</returns>
    public SseHistoryEntry? TryReadEvent(long position) => _ring.TryRead(position);

    /// <summary>Reads what a subscriber receives next: an event, a gap, or nothing yet.</summary>
    public TopicItem Read(long position) =>
        _ring.Read(position) is { } entry ? new(Entry: entry)
        : position <= _ring.Last
            ? new(Gap: GapBefore(_ring.First, new(SseGapReason.Expired, _ring.First - position, _ids.Format(position - 1))))
            : default;

    private TopicStart Start(long next, SseGap gap) => new(next, GapBefore(next, gap, GapPlace.AfterId));

    /// <summary>
    /// The ID of the gap is the position before the next event: the topic recognizes it, though no event may have had it.
    /// </summary>
    private TopicGap GapBefore(long next, SseGap gap, GapPlace place = GapPlace.Within) => new(gap, _ids.Format(next - 1), next, place);
}
