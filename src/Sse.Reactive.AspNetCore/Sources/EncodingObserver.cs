namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Encodes what a source delivers and sends it to a connection. Never throws into the source, which may have other observers.
/// </summary>
internal sealed class EncodingObserver<T>(ClientConnection connection, Func<T, EncodedEvent> encode) : IObserver<T>, IResponseObserver
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

    public void OnError(Exception error) => connection.Fail(error);

    public void OnCompleted() => connection.Complete();

    public ITopicClient AsTopicClient() => connection.AsTopicClient();
}
