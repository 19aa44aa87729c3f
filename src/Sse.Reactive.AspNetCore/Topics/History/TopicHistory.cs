namespace Sse.Reactive.AspNetCore;

/// <summary>The history of a topic as subscribers read it: by IDs, with gaps. The topic's lock guards it.</summary>
internal sealed class TopicHistory
{
    private readonly ISseHistory _history;
    private readonly SseMemoryHistory? _memory;
    private readonly TopicIds _ids;
    private readonly bool _replayFromOldest;
    private readonly bool _replayAfterUnknownId;

    public TopicHistory(string topic, SseTopicOptions options)
    {
        _history = options.History ?? new SseMemoryHistory(options.MaxEvents, options.MaxBytes, options.MaxAge);
        _memory = _history as SseMemoryHistory;
        _ids = new(topic, _history.Epoch);
        _replayFromOldest = options.ReplayFromOldest;
        _replayAfterUnknownId = options.ReplayAfterUnknownId;
    }

    public TopicIds Ids => _ids;

    public long Last => _history.Last;

    /// <summary>How many events are held.</summary>
    public long Count => _history.Last - _history.First + 1;

    /// <summary>Appends an event. If it has no ID, one is assigned.</summary>
    public SseHistoryEntry Append(SseEvent value, object? tag, DateTimeOffset now)
    {
        var position = _history.Last + 1;
        if (value.LastEventId.Length == 0)
        {
            value = value with { LastEventId = _ids.Format(position) };
        }
        else if (_ids.TryParse(value.LastEventId) is not null)
        {
            throw new SseDuplicateIdException(value.LastEventId);
        }

        var entry = new SseHistoryEntry(position, value, now, tag);
        _history.Append(entry);
        return entry;
    }

    /// <summary>Where a subscriber starts.</summary>
    public TopicStart StartAfter(string lastEventId, DateTimeOffset now)
    {
        _history.Trim(now);
        if (lastEventId.Length == 0)
        {
            var next = _replayFromOldest ? _history.First : _history.Last + 1;
            return new(next, StartingId: _ids.Format(next - 1));
        }

        if (_ids.TryParse(lastEventId) is { } position && position <= _history.Last)
        {
            return position + 1 >= _history.First
                ? new(position + 1)
                : Start(_history.First, new(SseGapReason.Expired, _history.First - 1 - position, lastEventId));
        }

        return _history.Find(lastEventId) is { } found
            ? new(found + 1)
            : Start(_replayAfterUnknownId ? _history.First : _history.Last + 1, new(SseGapReason.Unknown, After: lastEventId));
    }

    /// <summary>Reads an event. Thread-safe, without the topic's lock.</summary>
    /// <returns><see langword="null"/> if <see cref="Read"/> has to be asked.</returns>
    public SseHistoryEntry? TryReadEvent(long position) => _memory?.TryRead(position);

    /// <summary>Reads what a subscriber receives next: an event, a gap, or nothing yet.</summary>
    public TopicItem Read(long position) =>
        _history.Read(position) is { } entry ? new(Entry: entry)
        : position <= _history.Last
            ? new(Gap: GapBefore(_history.First, new(SseGapReason.Expired, _history.First - position, _ids.Format(position - 1))))
            : default;

    private TopicStart Start(long next, SseGap gap) => new(next, GapBefore(next, gap));

    /// <summary>
    /// The ID of the gap is the position before the next event: the topic recognizes it, though no event may have had it.
    /// </summary>
    private TopicGap GapBefore(long next, SseGap gap) => new(gap, _ids.Format(next - 1), next);
}
