namespace Sse.Reactive.AspNetCore;

/// <summary>Drops the oldest messages when it is full; one gap event reports how many events are missing.</summary>
internal sealed class DropOldestOutbox(int maxMessages, long maxBytes) : Outbox(maxMessages, maxBytes)
{
    private readonly Queue<EncodedEvent> _messages = new();
    private long _unreportedDrops;
    private string? _lastDroppedId;
    private EncodedEvent? _droppedRetry;

    protected override int Queued => _messages.Count;

    public override IEnumerable<EncodedEvent> Messages => _messages;

    protected override bool TryQueue(EncodedEvent message)
    {
        while (!HasRoom)
        {
            Drop(_messages.Dequeue());
        }

        _messages.Enqueue(message);
        AddBytes(message.Bytes.Length);
        return true;
    }

    protected override EncodedEvent? Take(string lastEventId)
    {
        if (_droppedRetry is { } retry)
        {
            _droppedRetry = null;
            AddBytes(retry.Bytes.Length); // the caller subtracts it; it was subtracted when it was dropped
            return retry;
        }

        if (_unreportedDrops > 0 || _lastDroppedId is not null)
        {
            // The gap's ID is that of the last event dropped: a client that resumes after it does not receive the reported events again.
            var value = new SseGap(SseGapReason.Overflow, _unreportedDrops, lastEventId);
            var report = _unreportedDrops > 0
                ? EncodedEvent.Encode(value.ToEvent(_lastDroppedId ?? lastEventId))
                : EncodedEvent.Of(new SseFrame.Id(_lastDroppedId!));
            (_unreportedDrops, _lastDroppedId) = (0, null);
            AddBytes(report.Bytes.Length);
            return report;
        }

        return _messages.TryDequeue(out var message) ? message : null;
    }

    private void Drop(EncodedEvent message)
    {
        AddBytes(-message.Bytes.Length);
        _lastDroppedId = message.LastEventId ?? _lastDroppedId;
        if (message.IsEvent)
        {
            _unreportedDrops++;
            Dropped++;
        }
        else if (message.LastEventId is null && message.Bytes.Span.StartsWith("retry"u8))
        {
            _droppedRetry = message; // it applies until the next one, so it is still sent
        }
    }
}
