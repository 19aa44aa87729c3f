using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive.AspNetCore;

/// <summary>What waits for one client, within bounds. Its connection locks it.</summary>
internal abstract class Outbox(int maxMessages, long maxBytes)
{
    private long _bytes;

    public abstract int Count { get; }

    /// <summary>The messages that wait.</summary>
    public abstract IEnumerable<EncodedEvent> Messages { get; }

    /// <summary>How many events were dropped to make room, or for a newer one, in all.</summary>
    public long Dropped { get; protected set; }

    /// <summary>Whether a further message may wait. (Its own size does not count: one of any size has its turn.)</summary>
    public bool HasRoom => Count < maxMessages && _bytes < maxBytes;

    /// <summary>Adds a message, and what of others that costs.</summary>
    /// <returns>Whether that was possible.</returns>
    public abstract bool TryAdd(EncodedEvent message);

    /// <summary>Takes the message that is next.</summary>
    /// <param name="lastEventId">The ID that the client is at before it.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(string lastEventId, [NotNullWhen(true)] out EncodedEvent? message)
    {
        message = Take(lastEventId);
        _bytes -= message?.Bytes.Length ?? 0;
        return message is not null;
    }

    protected abstract EncodedEvent? Take(string lastEventId);

    protected void Weigh(int bytes) => _bytes += bytes;
}
