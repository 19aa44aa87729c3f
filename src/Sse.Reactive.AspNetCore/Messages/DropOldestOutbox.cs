namespace Sse.Reactive.AspNetCore;

/// <summary>The oldest makes room; one event says how many did.</summary>
internal sealed class DropOldestOutbox(int maxMessages, long maxBytes) : Outbox(maxMessages, maxBytes)
{
    private readonly Queue<EncodedEvent> _messages = new();
    private long _dropped;
    private string? _lastDroppedId;
    private EncodedEvent? _droppedRetry;

    public override int Count => _messages.Count;

    public override IEnumerable<EncodedEvent> Messages => _messages;

    public override bool TryAdd(EncodedEvent message)
    {
        while (!HasRoom)
        {
            Drop(_messages.Dequeue());
        }

        _messages.Enqueue(message);
        Weigh(message.Bytes.Length);
        return true;
    }

    protected override EncodedEvent? Take(string lastEventId)
    {
        if (_droppedRetry is { } retry)
        {
            _droppedRetry = null;
            Weigh(retry.Bytes.Length); // it left the queue, and its weight, long ago
            return retry;
        }

        if (_dropped > 0)
        {
            // Behind it the client resumes after the last one dropped: what it knows is missing does not come again.
            var gap = EncodedEvent.Of(new SseGap(SseGapReason.Overflow, _dropped, lastEventId).ToEvent(_lastDroppedId ?? lastEventId));
            (_dropped, _lastDroppedId) = (0, null);
            Weigh(gap.Bytes.Length);
            return gap;
        }

        return _messages.TryDequeue(out var message) ? message : null;
    }

    private void Drop(EncodedEvent message)
    {
        Weigh(-message.Bytes.Length);
        _lastDroppedId = message.LastEventId ?? _lastDroppedId;
        if (message.IsEvent)
        {
            _dropped++;
            Dropped++;
        }
        else if (message.LastEventId is null && message.Bytes.Span.StartsWith("retry"u8))
        {
            _droppedRetry = message; // it holds until another is said
        }
    }
}
