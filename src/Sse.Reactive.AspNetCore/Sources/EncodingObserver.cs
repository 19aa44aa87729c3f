namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Encodes what a source delivers and sends it to a connection. Never throws into the source, which may have other observers.
/// </summary>
internal sealed class EncodingObserver<T>(ClientConnection connection, Func<T, EncodedEvent> encode) : IObserver<T>, IPacedObserver
{
    public void OnNext(T value)
    {
        if (connection.HasEnded)
        {
            return; // a source that goes on is not encoded
        }

        try
        {
            connection.Send(encode(value));
        }
        catch (Exception error) // an event that cannot be encoded is an error of the source
        {
            connection.Fail(error);
        }
    }

    public void OnNext(EncodedEvent message) => connection.Send(message);

    public void OnError(Exception error) => connection.Fail(error);

    public void OnCompleted() => connection.Complete();

    public bool IsReady(IPausedSource source) => !connection.PacesTopics || connection.IsReady(source);

    public bool TryHold() => connection.PacesTopics && connection.TryHold();

    public void Release() => connection.Release();

    public void OnId(string lastEventId) => connection.Send(EncodedEvent.Of(new SseFrame.Id(lastEventId)));
}
