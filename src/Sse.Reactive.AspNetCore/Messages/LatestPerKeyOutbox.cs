namespace Sse.Reactive.AspNetCore;

/// <summary>Replaces the queued event of the same key by the newer one, which is queued last, so that IDs keep their order.</summary>
internal sealed class LatestPerKeyOutbox(int maxMessages, long maxBytes, Func<SseEvent, string> keyOf) : Outbox(maxMessages, maxBytes)
{
    private readonly LinkedList<(string? Key, EncodedEvent Message)> _messages = new();
    private readonly Dictionary<string, LinkedListNode<(string? Key, EncodedEvent Message)>> _latest = [];
    private readonly SubscriberContext _context = SubscriberContext.Capture();

    protected override int Queued => _messages.Count;

    public override IEnumerable<EncodedEvent> Messages => _messages.Select(m => m.Message);

    protected override bool TryQueue(EncodedEvent message)
    {
        // A gap is not a state: it has no key, and the user's function is not called for it.
        var key = message.IsEvent && message.Event is { Type: not SseGap.EventType } value ? KeyOf(value) : null;
        if (key is not null && _latest.Remove(key, out var earlier))
        {
            _messages.Remove(earlier);
            Dropped++;
            AddBytes(-earlier.Value.Message.Bytes.Length);
        }

        if (!HasRoom)
        {
            return false;
        }

        var node = _messages.AddLast((key, message));
        if (key is not null)
        {
            _latest.Add(key, node);
        }

        AddBytes(message.Bytes.Length);
        return true;
    }

    protected override EncodedEvent? Take(string lastEventId)
    {
        if (_messages.First is not { } first)
        {
            return null;
        }

        _messages.RemoveFirst();
        if (first.Value.Key is { } key)
        {
            _latest.Remove(key);
        }

        return first.Value.Message;
    }

    private string KeyOf(SseEvent value)
    {
        var key = "";
        _context.Run(_ => key = keyOf(value), null);
        return key;
    }
}
