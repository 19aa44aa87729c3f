namespace Sse.Reactive.AspNetCore;

/// <summary>A page of a store whose events are encoded, once for all who read it.</summary>
internal sealed record StorePage(IReadOnlyList<SseHistoryEntry> Entries, string Floor, bool HasMore, SseGap? Gap)
{
    public static StorePage Of(SsePage page)
    {
        var entries = new SseHistoryEntry[page.Events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = EntryOf(page.Events[i], i == 0 ? page.Floor : page.Events[i - 1].Value.LastEventId);
        }

        return new(entries, page.Floor, page.HasMore, page.Gap);
    }

    /// <summary>
    /// An event as filters and clients see it. One that no stream can carry, because another program has stored it, is a gap: the
    /// events after it must be delivered. So is one that says that it is a gap, which only a node knows.
    /// </summary>
    private static SseHistoryEntry EntryOf(SseStoredEvent stored, string before)
    {
        try
        {
            return stored.Value.Type != SseGap.EventType
                ? new(stored.Value, stored.PublishedAt, stored.Tag, isEnd: stored.Value.Type == PublishRules.EndType)
                : Missing();
        }
        catch (ArgumentException)
        {
            return Missing();
        }

        SseHistoryEntry Missing() =>
            new(new SseGap(SseGapReason.Expired, 1, before).ToEvent(stored.Value.LastEventId), stored.PublishedAt, stored.Tag);
    }
}
