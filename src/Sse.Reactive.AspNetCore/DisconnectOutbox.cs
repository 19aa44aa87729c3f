namespace Sse.Reactive.AspNetCore;

/// <summary>Full is full.</summary>
internal sealed class DisconnectOutbox(int maxMessages, long maxBytes) : Outbox(maxMessages, maxBytes)
{
    private readonly Queue<Message> _messages = new();

    public override int Count => _messages.Count;

    public override IEnumerable<Message> Messages => _messages;

    public override bool TryAdd(Message message)
    {
        if (!HasRoom)
        {
            return false;
        }

        _messages.Enqueue(message);
        Weigh(message.Bytes.Length);
        return true;
    }

    protected override Message? Take(string lastEventId) => _messages.TryDequeue(out var message) ? message : null;
}
