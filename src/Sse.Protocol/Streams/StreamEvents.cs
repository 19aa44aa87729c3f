namespace Sse.Protocol;

/// <summary>What <c>ReadSseAsync</c> returns. Nothing is opened or read before the first event is asked for.</summary>
/// <param name="open">Opens the stream.</param>
/// <param name="leaveOpen">Whether the stream is left open at the end.</param>
/// <param name="selector">Converts the events.</param>
/// <param name="options">The options of the decoder.</param>
/// <param name="cancellationToken">Cancels every enumeration.</param>
internal sealed class StreamEvents<T>(
    Func<CancellationToken, Task<Stream>> open,
    bool leaveOpen,
    SseSelector<T> selector,
    SseParseOptions? options,
    CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public Func<CancellationToken, Task<Stream>> Open => open;

    public bool LeaveOpen => leaveOpen;

    public SseSelector<T> Selector => selector;

    public SseParseOptions? Options => options;

    // The parameter's name is the interface's; the constructor's token is the one of the call.
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken enumeration = default)
    {
        if (!cancellationToken.CanBeCanceled || !enumeration.CanBeCanceled)
        {
            return new StreamEnumerator<T>(this, linked: null, cancellationToken.CanBeCanceled ? cancellationToken : enumeration);
        }

        var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeration);
        return new StreamEnumerator<T>(this, linked, linked.Token);
    }
}
