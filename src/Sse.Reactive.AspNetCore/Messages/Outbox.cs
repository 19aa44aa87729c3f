using System.Diagnostics.CodeAnalysis;

namespace Sse.Reactive.AspNetCore;

/// <summary>The bounded queue of one client. The connection's lock guards it.</summary>
internal abstract class Outbox(int maxMessages, long maxBytes)
{
    private long _bytes;
    private EncodedEvent? _position; // after the queued messages

    /// <summary>How many messages there are to take.</summary>
    public int Count => Queued + (_position is null ? 0 : 1);

    /// <summary>The queued messages.</summary>
    public abstract IEnumerable<EncodedEvent> Messages { get; }

    /// <summary>The total number of events dropped to make room, or replaced by a newer one.</summary>
    public long Dropped { get; protected set; }

    /// <summary>Whether another message may be queued. Its own size is not considered: a message of any size can be sent.</summary>
    public bool HasRoom => Queued < maxMessages && _bytes < maxBytes;

    protected abstract int Queued { get; }

    /// <summary>
    /// Queues a message, dropping others if the policy says so. An ID without an event takes no room and drops nothing: only the latest one
    /// matters, and an event with an ID makes it obsolete.
    /// </summary>
    /// <returns>Whether it was queued.</returns>
    public bool TryAdd(EncodedEvent message)
    {
        if (message is { IsEvent: false, LastEventId: not null })
        {
            _position = message;
            return true;
        }

        if (message.IsEvent && _position is { } position)
        {
            _position = null;
            if (message.LastEventId is null && !TryQueue(position)) // it is the last event ID after this event too
            {
                return false;
            }
        }

        return TryQueue(message);
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="lastEventId">The client's last event ID before that message.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(string lastEventId, [NotNullWhen(true)] out EncodedEvent? message)
    {
        message = Take(lastEventId);
        _bytes -= message?.Bytes.Length ?? 0;
        if (message is null)
        {
            (message, _position) = (_position, null);
        }

        return message is not null;
    }

    protected abstract bool TryQueue(EncodedEvent message);

    protected abstract EncodedEvent? Take(string lastEventId);

    protected void AddBytes(int bytes) => _bytes += bytes;
}
