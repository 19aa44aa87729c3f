using System.Collections.Immutable;
using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// A topic of a store as one node sees it: a ring of the newest events, which one reader fills for all subscribers, whatever their number.
/// Older events are the store's to give. Without subscribers nothing is read.
/// </summary>
internal sealed partial class SharedTopic
{
    private readonly ISseStore _store;
    private readonly SseSharedTopicsOptions _options;
    private readonly StoreReads _reads;
    private readonly StoreTrouble _trouble;
    private readonly StoreHealth _health;
    private readonly ILogger _logger;
    private readonly IDisposable _watch;

    // All under the lock.
    private readonly Lock _gate = new();
    private readonly EventRing _ring;
    private SubscriberList _subscribers;
    private string _floor = ""; // the ID before the oldest event of the ring
    private bool _isWarm; // the ring and the floor are those of the store
    private bool _isCurrent; // the reader has found nothing more, and is notified of later events
    private bool _isRetired;
    private long _version;
    private TimeSpan _lastUsed;

    private long _failedReads;
    private int _rings; // since the reader began; it reads until there are none
    private long _rungAt; // when the first of them was announced, in ticks; 0 if nothing was, or if that is not measured

    public SharedTopic(
        string name,
        ISseStore store,
        SseSharedTopicsOptions options,
        StoreReads reads,
        StoreTrouble trouble,
        StoreHealth health,
        ILogger logger)
    {
        Name = name;
        (_store, _options, _reads, _trouble, _health, _logger) = (store, options, reads, trouble, health, logger);
        _ring = new(options.MaxEvents, options.MaxBytes) { OnRemoved = removed => _floor = removed.Value.LastEventId };
        _lastUsed = options.Scheduler.Elapsed();
        _watch = store.Watch(name, Ring); // before the first look
    }

    public string Name { get; }

    public bool IsStopped => _trouble.Stopped.IsCancellationRequested;

    public int SubscriberCount
    {
        get
        {
            lock (_gate)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>The ID of the newest event that was read; <see langword="null"/> without subscribers, or if nothing was read.</summary>
    public string? LastId
    {
        get
        {
            lock (_gate)
            {
                return _isWarm && _subscribers.Count > 0 ? NewestId : null;
            }
        }
    }

    private string NewestId => _ring.Read(_ring.Last)?.Value.LastEventId ?? _floor; // under the lock

    /// <summary>Whether the topic could not be read, and is read again.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>There may be news.</summary>
    public void Ring()
    {
        if (_health.Instruments.Lag.Enabled)
        {
            Interlocked.CompareExchange(ref _rungAt, Math.Max(1, _health.Now.Ticks), 0);
        }

        Read();
    }

    /// <summary>Retires the topic permanently, if it has no subscribers and was not used for the given time.</summary>
    public bool TryRetire(TimeSpan idleTime)
    {
        lock (_gate)
        {
            if (!_isRetired && (_subscribers.Count > 0 || _options.Scheduler.Elapsed() - _lastUsed < idleTime))
            {
                return false;
            }

            _isRetired = true;
        }

        _watch.Dispose();
        return true;
    }

    /// <summary>Stops watching, because the node stops.</summary>
    public void Stop() => _watch.Dispose();

    /// <summary>The first caller becomes the reader, until nothing has changed since it last began to read.</summary>
    private void Read()
    {
        if (Interlocked.Increment(ref _rings) == 1)
        {
            Detached.Start(ReadAllAsync);
        }
    }

    private async Task ReadAllAsync()
    {
        var handled = 1;
        do
        {
            var (rungAt, version) = (Interlocked.Exchange(ref _rungAt, 0), Volatile.Read(ref _version));
            await CatchUpAsync().ConfigureAwait(false);
            if (rungAt > 0 && Volatile.Read(ref _version) != version)
            {
                _health.Delivered(_health.Now - TimeSpan.FromTicks(rungAt));
            }
        }
        while ((handled = Interlocked.Add(ref _rings, -handled)) != 0);
    }

    private async Task CatchUpAsync()
    {
        var failures = 0;
        while (TryBegin(out var after))
        {
            try
            {
                var page = after is null
                    ? await _store.ReadLatestAsync(Name, new(_options.MaxEvents), _trouble.Stopped).ConfigureAwait(false)
                    : await _store.ReadAsync(Name, after, _options.Page, _trouble.Stopped).ConfigureAwait(false);
                (failures, IsFailing) = (0, false);
                if (Apply(StorePage.Of(page), isLatest: after is null))
                {
                    return;
                }
            }
            catch (Exception error)
            {
                IsFailing = true;
                Interlocked.Increment(ref _failedReads);
                if (!await _trouble.BackOffAsync(Name, error, failures++).ConfigureAwait(false))
                {
                    return;
                }
            }
        }

        IsFailing = false; // without subscribers it is not read
    }

    /// <summary>Whether to read, and after which ID; <see langword="null"/> for the newest events.</summary>
    private bool TryBegin(out string? after)
    {
        lock (_gate)
        {
            after = _isWarm ? NewestId : null;
            return _subscribers.Count > 0 && !_isRetired && !IsStopped;
        }
    }

    /// <summary>Adds a page to the ring, and notifies the subscribers.</summary>
    /// <returns>Whether everything was read.</returns>
    private bool Apply(StorePage page, bool isLatest)
    {
        var isRestart = isLatest || page.Gap is not null;
        SseHistoryEntry? single = null;
        ImmutableArray<TopicCursor> subscribers;
        lock (_gate)
        {
            if (!_isCurrent && !isLatest && page.HasMore)
            {
                _isWarm = false; // much has happened while there was no subscriber: start with the newest events again
                return false;
            }

            var wasCurrent = _isCurrent;
            if (isRestart)
            {
                _ring.Restart(); // the store no longer has what the ring ends in: each subscriber asks for itself
                _floor = page.Floor;
            }
            else if (page.Entries.Count == 0 && _ring.Count == 0)
            {
                _floor = page.Floor; // the position of a topic without events may change
            }

            var added = 0;
            var isNew = wasCurrent && page.Gap?.Reason != SseGapReason.Unknown; // what is added came after the present subscribers
            foreach (var entry in page.Entries)
            {
                if (_ring.Find(entry.Value.LastEventId) is null)
                {
                    _ring.Append(entry);
                    (single, added) = (entry, added + 1);
                    if (entry.IsEnd && isNew)
                    {
                        SetEnd(entry);
                    }
                }
            }

            _isWarm = true;
            _isCurrent = (_isCurrent || !page.HasMore) && _subscribers.Count > 0;
            if (added == 0 && !isRestart && wasCurrent)
            {
                return !page.HasMore;
            }

            _version++;
            subscribers = _subscribers.All;
            if (isRestart || !wasCurrent || added > 1)
            {
                single = null;
            }
        }

        Notify(subscribers, single);
        return !page.HasMore;
    }

    /// <summary>The topic ends for its present subscribers, unless it has done so already and they are still on the way there.</summary>
    private void SetEnd(SseHistoryEntry end)
    {
        foreach (var cursor in _subscribers.All)
        {
            ((StoreCursor)cursor).End ??= end;
        }
    }

    private void Notify(ImmutableArray<TopicCursor> subscribers, SseHistoryEntry? entry)
    {
        foreach (var cursor in subscribers)
        {
            Notify(cursor, entry);
        }
    }

    private void Notify(TopicCursor cursor, SseHistoryEntry? entry)
    {
        try
        {
            cursor.Notify(entry);
        }
        catch (Exception error) // of an observer in this process, whose subscription has ended
        {
            SharedLog.SubscriberFailed(_logger, Name, error);
        }
    }
}
