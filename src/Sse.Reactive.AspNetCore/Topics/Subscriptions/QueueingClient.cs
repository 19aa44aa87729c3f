namespace Sse.Reactive.AspNetCore;

/// <summary>A response whose policy drops events: it accepts all of them, through its outbox.</summary>
internal sealed class QueueingClient(ClientConnection connection) : ITopicClient
{
    public bool RunsUserCode => false; // it leaves its context to the connection

    public bool TryBeginTurn(IPausedSource topic) => true;

    public bool CanWrite(IPausedSource topic) => !connection.HasEnded;

    public void Write(EncodedEvent message) => connection.Send(message);

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
