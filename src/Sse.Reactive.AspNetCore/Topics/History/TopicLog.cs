namespace Sse.Reactive.AspNetCore;

/// <summary>A topic's log read by IDs: what is next for a subscriber, and what is missing. Its topic locks it.</summary>
internal sealed class TopicLog
{
    private readonly ISseLog _log;
    private readonly TopicIds _ids;
    private readonly bool _fromOldest;

    public TopicLog(string name, SseTopicOptions options)
    {
        _log = options.Log ?? new SseMemoryLog(options.MaxEvents, options.MaxBytes, options.MaxAge);
        _ids = new(name, _log.Epoch);
        _fromOldest = options.ReplayFromOldest;
    }

    public long Last => _log.Last;

    /// <summary>Appends an event, under its own ID or one of ours.</summary>
    public SseLogEntry Append(SseEvent value, DateTimeOffset now)
    {
        var position = _log.Last + 1;
        if (value.LastEventId.Length == 0)
        {
            value = value with { LastEventId = _ids.At(position) };
        }
        else if (_ids.Position(value.LastEventId) is not null)
        {
            throw new SseDuplicateIdException(value.LastEventId);
        }

        var entry = new SseLogEntry(position, value, now);
        _log.Append(entry);
        return entry;
    }

    /// <summary>Where a subscriber begins.</summary>
    public TopicCursor PlaceOf(string lastEventId, DateTimeOffset now)
    {
        _log.Trim(now);
        if (lastEventId.Length == 0)
        {
            var next = _fromOldest ? _log.First : _log.Last + 1;
            return new(next, Id: _ids.At(next - 1));
        }

        if (_ids.Position(lastEventId) is { } position && position <= _log.Last)
        {
            return position + 1 >= _log.First
                ? new(position + 1)
                : new(_log.First, GapTo(new(SseGapReason.Expired, _log.First - 1 - position, lastEventId)));
        }

        return _log.Find(lastEventId) is { } own
            ? new(own + 1)
            : new(_log.First, GapTo(new(SseGapReason.Unknown, After: lastEventId)));
    }

    /// <summary>What is next for a subscriber: an event, a gap, or nothing yet.</summary>
    public TopicItem Read(long position) =>
        _log.Read(position) is { } entry ? new(Entry: entry)
        : position <= _log.Last ? new(Gap: GapTo(new(SseGapReason.Expired, _log.First - position, _ids.At(position - 1))))
        : default;

    /// <summary>Behind a gap a client is at the place before the oldest event held: an ID that is known, though no event ever had it.</summary>
    private TopicGap GapTo(SseGap gap) => new(gap, gap.ToEvent(_ids.At(_log.First - 1)), _log.First);
}
