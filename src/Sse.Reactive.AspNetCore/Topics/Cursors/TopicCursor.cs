namespace Sse.Reactive.AspNetCore;

/// <summary>The cursor of a subscriber in the events of one topic. Only the subscription's deliverer moves it.</summary>
/// <param name="topic">The name of the topic.</param>
/// <param name="subscription">The subscription.</param>
internal abstract class TopicCursor(string topic, TopicSubscription subscription)
{
    private volatile bool _hasNews = true;
    private bool _hasLeft;

    /// <summary>The name of the topic.</summary>
    public string Topic => topic;

    /// <summary>Its place in the list of its topic's subscribers; negative if it has none. The topic's lock guards it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The ID to send first; <see langword="null"/> if the subscriber came with one, or if it is not known yet.</summary>
    public abstract string? StartingId { get; }

    /// <summary>Its part of a combined ID: the topic, and the position in it. Empty for a single topic.</summary>
    public string Part { get; protected set; } = "";

    /// <summary>Whether the subscriber is a response, and can be paced.</summary>
    public bool IsClient => subscription.IsClient;

    /// <summary>Whether the subscriber is a response that was opened before it was known where all of its cursors start.</summary>
    protected bool IsOpenBeforeStart => subscription.IsOpenBeforeStart;

    /// <summary>Whether the topic may have something that was not read. Set before the subscription is notified.</summary>
    public bool HasNews => _hasNews && !HasEnded;

    /// <summary>Whether the end of the topic was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the end of the topic was read, and it has ended because it was removed: its name may have a new one.</summary>
    public abstract bool IsRemoved { get; }

    /// <summary>The position in the ring of the event that follows; 0 if that is not in the ring.</summary>
    protected long Next { get; set; }

    /// <summary>Notifies the subscription of news.</summary>
    /// <param name="entry">The new event, if there is exactly one: it need not be read from the history.</param>
    public void Notify(SseHistoryEntry? entry)
    {
        _hasNews = true;
        subscription.Notify(this, entry);
    }

    /// <summary>Finds where it starts, if that is not known yet.</summary>
    /// <returns>Whether it is known. Then everything that is published from now on is delivered.</returns>
    public virtual bool TryPlace() => true;

    /// <summary>Whether an event is not to be delivered: it has been read already, or its topic has left the set.</summary>
    public bool IsPast(SseHistoryEntry entry) => _hasLeft || entry.Position < Next;

    /// <summary>Moves to an event, if it is the next one.</summary>
    public abstract bool TryMoveTo(SseHistoryEntry entry);

    /// <summary>Reads the event that follows, and moves after it, without the topic's lock.</summary>
    /// <returns><see langword="null"/> if <see cref="Read"/> has to be asked.</returns>
    public abstract SseHistoryEntry? TryReadEvent();

    /// <summary>Reads what follows, and moves after it; <see langword="default"/> if there is nothing yet.</summary>
    public TopicItem Read()
    {
        _hasNews = false; // before reading: what is published from now on is news again
        var item = ReadNext();
        if (item == default)
        {
            return item;
        }

        HasEnded = item.End is not null;
        _hasNews = !HasEnded;
        return item;
    }

    /// <summary>Makes the ID that it started after part of the first combined ID.</summary>
    public abstract void BeginPart(string lastEventId);

    /// <summary>Makes the position after what was read part of the next combined ID.</summary>
    public abstract void UpdatePart(string lastEventId);

    /// <summary>The subscriber receives the position after what was read.</summary>
    public abstract void Report();

    /// <summary>
    /// Whether the position that the subscriber received last is a quarter of the history behind, so that it has to receive a newer one
    /// before its own expires.
    /// </summary>
    public abstract bool IsReportDue();

    /// <summary>Calls back the application with a gap.</summary>
    public abstract void ReportGap(SseGap gap);

    /// <summary>Leaves the topic. A publisher may be about to notify this cursor: nothing more is delivered from it.</summary>
    public void Leave()
    {
        _hasLeft = true;
        Unsubscribe();
    }

    public abstract void Unsubscribe();

    protected abstract TopicItem ReadNext();
}
