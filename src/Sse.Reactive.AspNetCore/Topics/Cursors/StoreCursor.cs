using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A cursor in a topic of a store. It reads the ring of its node if its position is there, otherwise pages of the store until it is. Both
/// are the same order of the same events, and it has one position in it: there is no transition that could lose or duplicate events.
/// </summary>
internal sealed class StoreCursor : TopicCursor
{
    private readonly SharedTopic _topic;
    private readonly string? _startingId;
    private bool _isResuming; // with the ID with which the subscriber came
    private readonly long _failedReads; // of the topic, when it subscribed
    private string? _foundStart; // an ID to send, as the start was not known at first
    private bool _isLate; // something may have been published before the start was found, which the subscriber expects
    private bool _isPart; // of a combined ID
    private string? _id; // the position, unless _last is set; null until it is known where a new subscriber starts
    private SseHistoryEntry? _last; // the event that was read last
    private bool _isFromOldest;
    private string? _endAtStart; // of the topic, if an unknown ID continues there
    private StorePage? _page; // while its position is not in the ring
    private int _index;
    private Task<StorePage>? _reading;
    private long _versionBefore; // of the ring, when reading began
    private long? _exhausted; // the version of the ring with which the store had nothing more
    private long _unreported;

    /// <summary>Creates a cursor that does not know yet whether the ring has its position.</summary>
    /// <param name="topic">The topic. Its lock is held.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="lastEventId">The ID to resume after; empty for none.</param>
    /// <param name="isFromOldest">Whether it starts with the oldest event that the store holds.</param>
    public StoreCursor(SharedTopic topic, TopicSubscription subscription, string lastEventId, bool isFromOldest)
        : base(topic.Name, subscription)
    {
        (_topic, _isFromOldest, _isResuming, _failedReads) = (topic, isFromOldest, lastEventId.Length > 0, topic.FailedReads);
        _id = lastEventId.Length > 0 || isFromOldest ? lastEventId : null;
    }

    /// <summary>Creates a cursor at the end of the ring.</summary>
    /// <param name="topic">The topic. Its lock is held.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="startingId">The ID before the next event.</param>
    /// <param name="next">The position of the next event.</param>
    public StoreCursor(SharedTopic topic, TopicSubscription subscription, string startingId, long next)
        : base(topic.Name, subscription)
    {
        (_topic, _id, _startingId) = (topic, startingId, startingId);
        Next = next;
    }

    /// <summary>
    /// The end of the topic for this subscriber, once the reader has found it. Set under the topic's lock, which every way to that event or
    /// past it takes.
    /// </summary>
    public SseHistoryEntry? End { get; set; }

    /// <summary>Whether it continues where the topic ended when it started, if the ID that it came with is unknown.</summary>
    public bool SkipsUnknown { get; set; }

    public override string? StartingId => _startingId;

    public override bool IsRemoved => HasEnded;

    private string? Id => _last?.Value.LastEventId ?? _id;

    public override bool TryMoveTo(SseHistoryEntry entry)
    {
        if (entry.Position != Next || entry.IsEnd || _foundStart is not null)
        {
            return false;
        }

        MoveTo(entry);
        return true;
    }

    public override SseHistoryEntry? TryReadEvent()
    {
        var entry = Next > 0 ? _topic.TryReadEvent(Next) : _index < _page?.Entries.Count ? _page.Entries[_index] : null;
        if (entry is null or { IsEnd: true } || _foundStart is not null)
        {
            return null;
        }

        MoveTo(entry);
        return entry;
    }

    public override bool TryPlace()
    {
        if (_id is null && _topic.TryFindEnd(out var id, out var next))
        {
            (_id, _foundStart, Next) = (id, id, next);
            _isLate = IsOpenBeforeStart || _topic.FailedReads != _failedReads; // asked after the end was found
            if (_isPart)
            {
                UpdatePart(id); // from now on, so that no other topic's event carries an ID without it
            }
        }

        if (SkipsUnknown && _endAtStart is null && _topic.TryFindEnd(out var end, out _))
        {
            _endAtStart = end;
        }

        return _id is not null && (!SkipsUnknown || _endAtStart is not null);
    }

    public override void BeginPart(string lastEventId)
    {
        _isPart = true;
        if ((lastEventId.Length > 0 ? lastEventId : Id) is { Length: > 0 } id)
        {
            UpdatePart(id);
        }
    }

    public override void UpdatePart(string lastEventId) => Part = CombinedId.PartOf(CombinedId.NameOf(Topic), lastEventId);

    public override void Report() => _unreported = 0;

    public override bool IsReportDue() => _topic.IsQuarterOfRing(_unreported);

    public override void ReportGap(SseGap gap) => _topic.ReportGap(gap);

    public override void Unsubscribe() => _topic.Unsubscribe(this);

    protected override TopicItem ReadNext()
    {
        TryPlace();
        while (true)
        {
            if (IsAtEnd())
            {
                return new(End: Notification.CreateOnCompleted<SseEvent>());
            }

            if (_foundStart is { } start)
            {
                _foundStart = null;
                return _isLate ? new(Gap: new(new(SseGapReason.Unknown), start, 0)) : new(StartingId: start);
            }

            if (NextEntry() is { } entry)
            {
                MoveTo(entry);
                if (!entry.IsEnd)
                {
                    return new(Entry: entry);
                }
            }
            else if (Next > 0)
            {
                return default;
            }
            else if (TryJoin())
            {
                continue;
            }
            else if (!TryReadPage(out var gap, out var place))
            {
                return default;
            }
            else if (gap is { } missing)
            {
                return new(Gap: new(missing, _id!, 0, place));
            }
        }
    }

    /// <summary>Whether the end of the topic was read, or is past: in the ring, also if its event was removed before it was read.</summary>
    private bool IsAtEnd() => Next > 0
        ? End?.Position < Next
        : _last is { IsEnd: true } && _page is not null && _topic.IsEndFor(this, _last.Value.LastEventId, _page.Entries.Take(_index - 1));

    /// <summary>The next event of the ring or of the page. A position that the ring no longer has leaves the ring.</summary>
    private SseHistoryEntry? NextEntry()
    {
        if (Next > 0)
        {
            var entry = _topic.Read(Next, out var isBehind);
            if (!isBehind)
            {
                return entry;
            }

            (Next, _page, _exhausted) = (0, null, null);
        }

        return _index < _page?.Entries.Count ? _page.Entries[_index] : null;
    }

    private void MoveTo(SseHistoryEntry entry)
    {
        _last = entry;
        _unreported++;
        if (Next > 0)
        {
            Next++;
        }
        else
        {
            _index++;
        }
    }

    /// <summary>Continues with the ring, if it has the position.</summary>
    private bool TryJoin()
    {
        if (_isFromOldest || Id is not { } id || _topic.Find(id) is not { } next)
        {
            return false;
        }

        // A page that is being read now must not be used when the cursor leaves the ring later.
        (Next, _page, _reading, SkipsUnknown) = (next, null, null, false);
        return true;
    }

    /// <summary>Reads the page that follows, from the store.</summary>
    /// <param name="gap">What is missing before the page.</param>
    /// <param name="place">Where that is.</param>
    /// <returns>Whether there is something new; otherwise the cursor is notified later.</returns>
    private bool TryReadPage(out SseGap? gap, out GapPlace place)
    {
        gap = null;
        place = _isResuming && _last is null ? GapPlace.AfterId : GapPlace.Within;
        if (_reading is null)
        {
            // Before the ring was filled, the position may be in it a moment later: subscribers who come back at once share that read.
            if (_topic.Version is not { } version || version == _exhausted || !TryPlace() || _topic.IsStopped)
            {
                return false;
            }

            _versionBefore = version;
            _reading = _topic.ReadPageAsync(Id!);
            if (!_reading.IsCompleted)
            {
                _ = _topic.NotifyAfterAsync(_reading, this);
                return false;
            }
        }

        if (!_reading.IsCompleted)
        {
            return false;
        }

        var reading = _reading;
        _reading = null;
        if (reading.IsCompletedSuccessfully)
        {
            gap = Accept(reading.Result);
        }
        else
        {
            _ = reading.Exception; // logged already, after which the read has waited: try again
        }

        return true;
    }

    private SseGap? Accept(StorePage page)
    {
        var skips = SkipsUnknown && page.Gap?.Reason == SseGapReason.Unknown;
        SkipsUnknown = false;
        if (skips)
        {
            (_id, _page, _exhausted) = (_endAtStart, null, null);
            return page.Gap;
        }

        if (page.Gap is not null || _isFromOldest)
        {
            _isResuming = false;
            (_id, _last, _isFromOldest) = (page.Floor, null, false);
        }

        (_page, _index) = (page, 0);
        _exhausted = page.Entries.Count == 0 && page.Gap is null ? _versionBefore : null;
        return page.Gap;
    }
}
