namespace Sse.Reactive.AspNetCore;

/// <content>What cursors use.</content>
internal sealed partial class SharedTopic
{
    /// <returns>The cursor of the subscription in this topic; <see langword="null"/> if the topic is retired.</returns>
    public StoreCursor? TrySubscribe(TopicSubscription subscription, string lastEventId)
    {
        StoreCursor cursor;
        bool isCurrent;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            isCurrent = _isCurrent;
            var isFromOldest = lastEventId.Length == 0 && _options.ReplayFromOldest;
            cursor = lastEventId.Length == 0 && !isFromOldest && isCurrent
                ? new(this, subscription, NewestId, next: _ring.Last + 1)
                : new(this, subscription, lastEventId, isFromOldest)
                {
                    SkipsUnknown = lastEventId.Length > 0 && !_options.ReplayAfterUnknownId,
                };
            _subscribers.Add(cursor);
        }

        if (!isCurrent)
        {
            Read();
        }

        return cursor;
    }

    public void Unsubscribe(StoreCursor cursor)
    {
        lock (_gate)
        {
            _subscribers.Remove(cursor);
            _isCurrent &= _subscribers.Count > 0;
            _lastUsed = _options.Scheduler.Elapsed();
        }
    }

    /// <summary>Finds the end of the ring, if that is the end of the topic.</summary>
    public bool TryFindEnd(out string id, out long next)
    {
        lock (_gate)
        {
            (id, next) = (NewestId, _ring.Last + 1);
            return _isCurrent;
        }
    }

    /// <summary>Finds the position that follows an ID in the ring.</summary>
    /// <returns>The position; <see langword="null"/> if the ring does not have it.</returns>
    public long? Find(string after)
    {
        lock (_gate)
        {
            return !_isWarm ? null : _ring.Find(after) is { } found ? found + 1 : after == _floor ? _ring.First : null;
        }
    }

    /// <summary>Counts the changes of the ring; <see langword="null"/> if it has not been filled yet.</summary>
    public long? Version
    {
        get
        {
            lock (_gate)
            {
                return _isWarm ? _version : null;
            }
        }
    }

    /// <summary>Reads an event of the ring without the lock.</summary>
    public SseHistoryEntry? TryReadEvent(long position) => _ring.TryRead(position);

    /// <summary>Reads an event of the ring.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="isBehind">Whether the ring no longer has that position.</param>
    /// <returns><see langword="null"/> if there is none yet, or no longer.</returns>
    public SseHistoryEntry? Read(long position, out bool isBehind)
    {
        lock (_gate)
        {
            isBehind = position < _ring.First;
            return _ring.Read(position);
        }
    }

    /// <summary>Reads a page for a subscriber whose position is not in the ring. If that fails, the task fails after a delay.</summary>
    public Task<StorePage> ReadPageAsync(string after) => _reads.ReadAsync(Name, after);

    /// <summary>Notifies a subscriber when its page was read, or could not be.</summary>
    public async Task NotifyAfterAsync(Task reading, StoreCursor cursor)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Notify(cursor, null);
    }

    /// <summary>Counts the failed reads; negative while the topic cannot be read.</summary>
    public long FailedReads => IsFailing ? -1 : Interlocked.Read(ref _failedReads);

    /// <summary>Whether an end that a subscriber has read from the store is one for it.</summary>
    /// <param name="cursor">The subscriber's cursor.</param>
    /// <param name="id">The ID of the end.</param>
    /// <param name="before">The events before it in its page.</param>
    public bool IsEndFor(StoreCursor cursor, string id, IEnumerable<SseHistoryEntry> before)
    {
        lock (_gate)
        {
            var newest = NewestId; // the reader has yet to find what follows it, and all present subscribers came before that
            return cursor.End is { } end ? end.Value.LastEventId == id : before.Any(entry => entry.Value.LastEventId == newest);
        }
    }

    /// <summary>Whether that many events are a quarter of those in the ring, or more.</summary>
    public bool IsQuarterOfRing(long events)
    {
        lock (_gate)
        {
            return events * 4 >= _ring.Count;
        }
    }

    public void ReportGap(SseGap gap) => _options.OnGap?.Invoke(gap);
}
