using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive.AspNetCore;

/// <summary>The bounded queue of one client. The connection's lock guards it.</summary>
internal abstract class Outbox(int maxMessages, long maxBytes)
{
    private long _bytes;

    public abstract int Count { get; }

    /// <summary>The queued messages.</summary>
    public abstract IEnumerable<EncodedEvent> Messages { get; }

    /// <summary>The total number of events dropped to make room, or replaced by a newer one.</summary>
    public long Dropped { get; protected set; }

    /// <summary>Whether another message may be queued. Its own size is not considered: a message of any size can be sent.</summary>
    public bool HasRoom => Count < maxMessages && _bytes < maxBytes;

    /// <summary>Queues a message, dropping others if the policy says so.</summary>
    /// <returns>Whether it was queued.</returns>
    public abstract bool TryAdd(EncodedEvent message);

    /// <summary>Takes the next message.</summary>
    /// <param name="lastEventId">The client's last event ID before that message.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(string lastEventId, [NotNullWhen(true)] out EncodedEvent? message)
    {
        message = Take(lastEventId);
        _bytes -= message?.Bytes.Length ?? 0;
        return message is not null;
    }

    protected abstract EncodedEvent? Take(string lastEventId);

    protected void AddBytes(int bytes) => _bytes += bytes;
}
