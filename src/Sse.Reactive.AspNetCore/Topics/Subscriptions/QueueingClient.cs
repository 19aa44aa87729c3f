namespace Sse.Reactive.AspNetCore;

/// <summary>A response whose policy drops events: it accepts all of them, through its outbox.</summary>
internal sealed class QueueingClient(ClientConnection connection) : ITopicClient
{
    public bool RunsUserCode => false; // the connection cares for its context itself

    public bool MayBlock => true; // the key of KeepLatest

    public bool IsOpen => connection.IsOpen;

    public bool TryBeginTurn(IPausedSource topic) => true;

    public bool CanWrite(IPausedSource topic, bool isSlow) => !connection.HasEnded;

    public void Write(EncodedEvent message) => connection.Send(message);

    public bool GoesOnAt(GapPlace gap) => true; // its policy drops events

    public void EndTooSlow() => connection.EndTooSlow();

    public void Lend()
    {
    }

    public void TakeBack()
    {
    }

    public void EndTurn()
    {
    }
}
