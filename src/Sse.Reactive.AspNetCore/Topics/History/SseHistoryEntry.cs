namespace Sse.Reactive.AspNetCore;

/// <summary>One event in the history of a topic. Immutable; encoded when created, so that all subscribers share the same bytes.</summary>
public sealed class SseHistoryEntry
{
    /// <summary>Creates an entry.</summary>
    /// <param name="position">The position in the history: 1 for the first event, and one more for each further event.</param>
    /// <param name="value">The event, with its ID.</param>
    /// <param name="publishedAt">When the event was published, on the topic's scheduler.</param>
    /// <param name="tag">What the publisher added for filters. Default: <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">
    /// The event's type contains CR, LF or U+0000, which no stream can carry, or its ID is one that no <c>Last-Event-ID</c> header returns
    /// unchanged. See <see cref="SseTopic.Publish"/>.
    /// </exception>
    public SseHistoryEntry(long position, SseEvent value, DateTimeOffset publishedAt, object? tag = null)
    {
        Position = position;
        Value = value;
        PublishedAt = publishedAt;
        Tag = tag;
        Encoded = EncodedEvent.Encode(value);
    }

    /// <summary>The position in the history.</summary>
    public long Position { get; }

    /// <summary>The event, with its ID.</summary>
    public SseEvent Value { get; }

    /// <summary>When the event was published, on the topic's scheduler.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>
    /// What the publisher added for filters: the sender, a tenant, the recipients. It is not sent. <see langword="null"/> if it added
    /// nothing.
    /// </summary>
    public object? Tag { get; }

    /// <summary>The size of the event on the wire, in bytes.</summary>
    public int Size => Encoded.Bytes.Length;

    internal EncodedEvent Encoded { get; }
}
