using System.Reactive;

namespace Sse.Reactive.AspNetCore;

/// <content>What the deliverer does.</content>
internal sealed partial class TopicSubscription
{
    private string? _startingId;

    private bool IsReady => !_isDisposed && _client?.CanWrite(this, isSlow: where is not null) != false;

    private void Deliver(TopicCursor? cursor, SseHistoryEntry? entry)
    {
        if (set?.HasChange == true && !_isDisposed)
        {
            ChangeTopics(set); // also if the client is not ready: what is published from now on is not lost
            entry = null;
        }

        if (_isDisposed
            || (entry is not null && cursor!.IsPast(entry))
            || (!_isPlaced && _client is QueueingClient { IsOpen: false }) // an event would open it
            || _client?.TryBeginTurn(this) == false)
        {
            return;
        }

        try
        {
            if (entry is not null && _startingId is null && cursor!.TryMoveTo(entry))
            {
                DeliverEvent(cursor, entry);
            }
            else
            {
                DeliverAll();
            }
        }
        finally
        {
            _client?.EndTurn();
        }
    }

    /// <summary>Checks whether it is known where all cursors start. A response opens then, and delivers nothing before.</summary>
    private void CheckPlaces()
    {
        if (_cursors.Count(c => c.TryPlace()) == _cursors.Length)
        {
            _isPlaced = true;
            Resume(); // delivers what was held back before
            Interlocked.MemoryBarrier(); // see WhenPlaced
            Volatile.Read(ref _onPlaced)?.Invoke();
        }
    }

    /// <summary>Delivers everything there is, one item of each topic in turn.</summary>
    private void DeliverAll()
    {
        bool hasMore;
        do
        {
            hasMore = false;
            if (set?.HasChange == true)
            {
                ChangeTopics(set);
            }

            if (_startingId is { } id && IsReady)
            {
                _startingId = null;
                ReportId(id);
            }

            foreach (var cursor in _cursors)
            {
                if (!cursor.HasNews)
                {
                    continue;
                }

                if (!IsReady)
                {
                    return;
                }

                if (cursor.TryReadEvent() is { } entry)
                {
                    DeliverEvent(cursor, entry);
                    hasMore = true;
                }
                else if (Next(cursor) is { } item)
                {
                    DeliverItem(cursor, item);
                    hasMore = true;
                }
            }
        }
        while (hasMore && set?.End?.Kind != NotificationKind.OnError);

        if (set?.End is { } end
            && !_isDisposed
            && (end.Kind == NotificationKind.OnError || (!set.HasChange && _cursors.All(c => c.HasEnded))))
        {
            Dispose();
            end.Accept(observer);
        }
    }

    private void ChangeTopics(TopicSet topics)
    {
        try
        {
            var hadTopics = !_cursors.IsEmpty;
            _cursors = topics.Change(this, _cursors);
            var id = TopicSet.Id(_cursors);
            _startingId = id.Length > 0 ? id != topics.LastEventId ? id : null : hadTopics ? "" : null; // no topic: no position
        }
        catch (Exception error) // too many topics, or options that throw
        {
            topics.Fail(error);
        }
    }

    /// <summary>
    /// The next item; <see langword="null"/> if there is nothing yet. An exception from the history or from
    /// <see cref="SseHistoryOptions.OnGap"/> ends this subscription.
    /// </summary>
    private TopicItem? Next(TopicCursor cursor)
    {
        try
        {
            var item = cursor.Read();
            if (item.Gap is { } gap)
            {
                if (gap.Place == GapPlace.Beginning) // "all events held" is what the subscriber asked for
                {
                    return item;
                }

                if (where is not null) // not all of the events were for this subscriber
                {
                    gap = gap with { Value = gap.Value with { Count = null } };
                    item = new(Gap: gap);
                }

                ReportGap(cursor, gap.Value);
            }

            return item == default ? null : item;
        }
        catch (Exception error)
        {
            return TopicItem.Failure(error);
        }
    }

    private void DeliverItem(TopicCursor cursor, TopicItem item)
    {
        if (item.Entry is { } entry)
        {
            DeliverEvent(cursor, entry);
        }
        else if (item.Gap is { } gap)
        {
            DeliverGap(cursor, gap);
        }
        else if (item.StartingId is { } id)
        {
            ReportId(IdAt(cursor, id));
        }
        else if (set is null || item.End!.Kind == NotificationKind.OnError)
        {
            Dispose();
            item.End!.Accept(observer);
        }
        else
        {
            cursor.Leave(); // it stays in the set, with its position in the ID
        }
    }

    private void DeliverEvent(TopicCursor cursor, SseHistoryEntry entry)
    {
        if (where is not null && !IsWanted(cursor, entry))
        {
            return;
        }

        if (set is not null)
        {
            var id = IdAt(cursor, entry.Value.LastEventId);
            if (_client is not null)
            {
                _client.Write(entry.Encoded.WithId(id));
            }
            else
            {
                observer.OnNext(entry.Value with { LastEventId = id });
            }
        }
        else if (_client is not null)
        {
            cursor.Report();
            _client.Write(entry.Encoded);
        }
        else
        {
            entry.Encoded.Cache(); // so that clients downstream of operators share the bytes
            observer.OnNext(entry.Value);
        }
    }

    /// <summary>
    /// Asks the filter. A client whose last event is long ago receives the ID of an event that is not for it, so that it can resume there.
    /// </summary>
    private bool IsWanted(TopicCursor cursor, SseHistoryEntry entry)
    {
        try
        {
            if (RunUserCode(where!, entry))
            {
                return true;
            }

            if (_client is not null && cursor.IsReportDue())
            {
                ReportId(IdAt(cursor, entry.Value.LastEventId));
            }
            else if (set is not null)
            {
                cursor.UpdatePart(entry.Value.LastEventId);
            }
        }
        catch (Exception error)
        {
            DeliverItem(cursor, TopicItem.Failure(error));
        }

        return false;
    }

    /// <summary>Runs a filter or callback. Meanwhile the response can end without it.</summary>
    private bool RunUserCode<T>(Func<T, bool> code, T argument)
    {
        _client?.Lend();
        try
        {
            return code(argument);
        }
        finally
        {
            _client?.TakeBack();
        }
    }

    /// <summary>
    /// Sends an ID to resume after without an event: the one at which a client starts that came without one, or one past events that are
    /// not for it.
    /// </summary>
    private void ReportId(string lastEventId) => _client?.Write(EncodedEvent.Of(new SseFrame.Id(lastEventId)));

    /// <summary>The ID that reports the position of a cursor after an event, and the positions of all others.</summary>
    private string IdAt(TopicCursor cursor, string lastEventId)
    {
        cursor.Report();
        if (set is null)
        {
            return lastEventId;
        }

        cursor.UpdatePart(lastEventId);
        return TopicSet.Id(_cursors);
    }
}
