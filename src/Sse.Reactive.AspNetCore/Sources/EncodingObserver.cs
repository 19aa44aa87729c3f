namespace Sse.Reactive.AspNetCore;

/// <summary>Between a source and a connection: encodes. Throws nothing at the source, which may have other observers.</summary>
internal sealed class EncodingObserver<T>(ClientConnection connection, Func<T, EncodedEvent> encode) : IObserver<T>, IPacedObserver
{
    public void OnNext(T value)
    {
        try
        {
            connection.Send(encode(value));
        }
        catch (Exception error) // what no stream can carry, or no serializer, is the stream's error
        {
            connection.Fail(error);
        }
    }

    public void OnError(Exception error) => connection.Fail(error);

    public void OnCompleted() => connection.Complete(EndReason.Completed);

    public bool IsReady(IPausedSource source) => !connection.PacesTopics || connection.IsReady(source);

    public bool TryHold() => connection.PacesTopics && connection.TryHold();

    public void Release() => connection.Release();

    public void Place(string lastEventId) => connection.Send(EncodedEvent.Of(new SseFrame.Id(lastEventId)));
}
