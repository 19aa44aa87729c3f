namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Encodes what a source delivers and sends it to a connection. Never throws into the source, which may have other observers.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="encode">Encodes a value.</param>
/// <param name="isShared">Whether the source is a topic, and so ends for all of its clients at once.</param>
internal sealed class EncodingObserver<T>(ClientConnection connection, Func<T, EncodedEvent> encode, bool isShared = false)
    : IObserver<T>, IResponseObserver
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

    public void OnCompleted() => connection.Complete(isShared);

    public ITopicClient AsTopicClient() => connection.AsTopicClient();
}
