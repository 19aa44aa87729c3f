namespace Sse.Reactive.AspNetCore;

/// <summary>A cursor in a topic in memory, whose ring is all there is: events that it no longer holds are a gap.</summary>
internal sealed class MemoryCursor : TopicCursor
{
    private readonly SseTopic _topic;
    private readonly TopicStart _start;
    private TopicGap? _gap;
    private long _reported;

    public MemoryCursor(SseTopic topic, TopicSubscription subscription, TopicStart start)
        : base(topic.Name, subscription)
    {
        (_topic, _start, _gap) = (topic, start, start.Gap);
        Next = start.Next;
        _reported = start.Next - 1;
    }

    public override string? StartingId => _start.StartingId;

    public override bool IsRemoved => HasEnded && _topic.IsRetired;

    public override bool TryMoveTo(SseHistoryEntry entry)
    {
        if (_gap is not null || entry.Position != Next)
        {
            return false;
        }

        Next++;
        return true;
    }

    public override SseHistoryEntry? TryReadEvent()
    {
        var entry = _gap is null ? _topic.TryReadEvent(Next) : null;
        Next += entry is null ? 0 : 1;
        return entry;
    }

    public override void BeginPart(string lastEventId) => Part = _topic.PartOf(_start, lastEventId);

    public override void UpdatePart(string lastEventId) => Part = _topic.PartOf(Next - 1, lastEventId);

    public override void Report() => _reported = Next - 1;

    public override bool IsReportDue() => _topic.IsQuarterOfHistory(Next - 1 - _reported);

    public override void ReportGap(SseGap gap) => _topic.ReportGap(gap);

    public override void Unsubscribe() => _topic.Unsubscribe(this);

    protected override TopicItem ReadNext()
    {
        var item = _gap is { } first ? new(Gap: first) : _topic.Read(Next);
        if (item != default)
        {
            _gap = null;
            Next = item.Gap?.Next ?? (item.Entry is null ? Next : Next + 1);
        }

        return item;
    }
}
