namespace Sse.Reactive.AspNetCore;

/// <summary>One event of a topic's log. Immutable; encoded when made, so that all its subscribers get the same bytes.</summary>
public sealed class SseLogEntry
{
    /// <summary>Makes an entry.</summary>
    /// <param name="position">Its place in the log: 1 for the first ever, and one more for each.</param>
    /// <param name="value">The event, with its ID.</param>
    /// <param name="publishedAt">When it was published, on the topic's scheduler.</param>
    /// <exception cref="ArgumentException">No stream can carry it: CR, LF or U+0000 in its type or ID.</exception>
    public SseLogEntry(long position, SseEvent value, DateTimeOffset publishedAt)
    {
        Position = position;
        Value = value;
        PublishedAt = publishedAt;
        Message = EncodedEvent.Of(value);
    }

    /// <summary>Its place in the log.</summary>
    public long Position { get; }

    /// <summary>The event, with its ID.</summary>
    public SseEvent Value { get; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>How many bytes it is on the wire.</summary>
    public int Size => Message.Bytes.Length;

    internal EncodedEvent Message { get; }
}
