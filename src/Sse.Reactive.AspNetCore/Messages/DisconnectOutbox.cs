namespace Sse.Reactive.AspNetCore;

/// <summary>Accepts no message once it is full.</summary>
internal sealed class DisconnectOutbox(int maxMessages, long maxBytes) : Outbox(maxMessages, maxBytes)
{
    private readonly Queue<EncodedEvent> _messages = new();

    protected override int Queued => _messages.Count;

    public override IEnumerable<EncodedEvent> Messages => _messages;

    protected override bool TryQueue(EncodedEvent message)
    {
        if (!HasRoom)
        {
            return false;
        }

        _messages.Enqueue(message);
        AddBytes(message.Bytes.Length);
        return true;
    }

    protected override EncodedEvent? Take(string lastEventId) => _messages.TryDequeue(out var message) ? message : null;
}
