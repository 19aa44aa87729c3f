namespace Sse.Reactive.AspNetCore;

/// <summary>
/// One event in the history of a topic, as filters see it. Immutable; encoded when created, so that all subscribers share the same bytes.
/// </summary>
public sealed class SseHistoryEntry
{
    /// <exception cref="ArgumentException">
    /// The event's type contains CR, LF or U+0000, which no stream can carry, or its ID is one that no <c>Last-Event-ID</c> header returns
    /// unchanged. See <see cref="SseTopic.Publish"/>.
    /// </exception>
    internal SseHistoryEntry(SseEvent value, DateTimeOffset publishedAt, object? tag = null, bool isEnd = false)
    {
        PublishedAt = publishedAt;
        Tag = tag;
        IsEnd = isEnd;
        Encoded = EncodedEvent.Encode(value);
    }

    /// <summary>The event, with its ID.</summary>
    public SseEvent Value => Encoded.Event;

    /// <summary>When the event was published: on the topic's scheduler, or by the clock of the store.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>
    /// What the publisher added for filters: the sender, a tenant, the recipients. It is not sent. <see langword="null"/> if it added
    /// nothing. In a store it is a string.
    /// </summary>
    public object? Tag { get; }

    /// <summary>The size of the event on the wire, in bytes.</summary>
    public int Size => Encoded.Bytes.Length;

    /// <summary>The position in the ring, which assigns it; 0 if it is not in one.</summary>
    internal long Position { get; set; }

    /// <summary>Whether it is the end of a topic, which is not delivered as an event.</summary>
    internal bool IsEnd { get; }

    internal EncodedEvent Encoded { get; }
}
