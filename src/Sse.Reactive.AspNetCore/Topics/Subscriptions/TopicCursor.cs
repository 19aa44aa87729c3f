namespace Sse.Reactive.AspNetCore;

/// <summary>The cursor of a subscriber in the history of one topic. Only the subscription's deliverer moves it.</summary>
/// <param name="topic">The topic.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="start">Where it starts.</param>
internal sealed class TopicCursor(SseTopic topic, TopicSubscription subscription, TopicStart start)
{
    private TopicGap? _gap = start.Gap;
    private long _next = start.Next;
    private long _reported = start.Next - 1;
    private volatile bool _hasNews = true;
    private bool _hasLeft;

    public SseTopic Topic => topic;

    /// <summary>Its place in the list of its topic's subscribers; negative if it has none. The topic's lock guards it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The ID to send first; <see langword="null"/> if the subscriber came with one.</summary>
    public string? StartingId => start.StartingId;

    /// <summary>Its part of a combined ID: the topic, and the position in it. Empty for a single topic.</summary>
    public string Part { get; private set; } = "";

    /// <summary>Whether the subscriber is a response, and can be paced.</summary>
    public bool IsClient => subscription.IsClient;

    /// <summary>Whether the topic may have something that was not read. Set before the subscription is notified.</summary>
    public bool HasNews => _hasNews;

    /// <summary>Whether the end of the topic was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the end of the topic was read, and it has ended because it was removed: its name may have a new one.</summary>
    public bool IsRemoved => HasEnded && topic.IsRetired;

    /// <summary>Notifies the subscription of news.</summary>
    /// <param name="entry">The new event, if there is exactly one: it need not be read from the history.</param>
    public void Notify(SseHistoryEntry? entry)
    {
        _hasNews = true;
        subscription.Notify(this, entry);
    }

    /// <summary>Whether an event is not to be delivered: it has been read already, or its topic has left the set.</summary>
    public bool IsPast(SseHistoryEntry entry) => _hasLeft || entry.Position < _next;

    /// <summary>Moves to an event, if it is the next one.</summary>
    public bool TryMoveTo(SseHistoryEntry entry)
    {
        if (_gap is not null || entry.Position != _next)
        {
            return false;
        }

        _next++;
        return true;
    }

    /// <summary>Reads the event that follows, and moves after it, without the topic's lock.</summary>
    /// <returns><see langword="null"/> if <see cref="Read"/> has to be asked.</returns>
    public SseHistoryEntry? TryReadEvent()
    {
        var entry = _gap is null ? topic.TryReadEvent(_next) : null;
        _next += entry is null ? 0 : 1;
        return entry;
    }

    /// <summary>Reads what follows, and moves after it; <see langword="default"/> if there is nothing yet.</summary>
    public TopicItem Read()
    {
        _hasNews = false; // before reading: what is published from now on is news again
        var item = _gap is { } first ? new(Gap: first) : topic.Read(_next);
        if (item == default)
        {
            return item;
        }

        _hasNews = true;
        _gap = null;
        _next = item.Gap?.Next ?? (item.Entry is null ? _next : _next + 1);
        if (item.End is not null)
        {
            HasEnded = true;
            _hasNews = false;
        }

        return item;
    }

    /// <summary>Makes the ID that it started after part of the first combined ID.</summary>
    public void BeginPart(string lastEventId) => Part = topic.PartOf(start, lastEventId);

    /// <summary>Makes the position after what was read part of the next combined ID.</summary>
    public void UpdatePart(string lastEventId) => Part = topic.PartOf(_next - 1, lastEventId);

    /// <summary>The subscriber receives the position after what was read.</summary>
    public void Report() => _reported = _next - 1;

    /// <summary>
    /// Whether the position that the subscriber received last is a quarter of the history behind, so that it has to receive a newer one
    /// before its own expires.
    /// </summary>
    public bool IsReportDue() => topic.IsQuarterOfHistory(_next - 1 - _reported);

    /// <summary>Leaves the topic. A publisher may be about to notify this cursor: nothing more is delivered from it.</summary>
    public void Leave()
    {
        _hasLeft = true;
        Unsubscribe();
    }

    public void Unsubscribe() => topic.Unsubscribe(this);
}
