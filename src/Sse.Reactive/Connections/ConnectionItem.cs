namespace Sse.Reactive;

/// <summary>An item of the reconnect loop: a chunk of bytes, valid during the call, or a signal.</summary>
/// <remarks>
/// Events are decoded downstream of the loop. Its operators therefore cost once for each chunk, and an exception of a selector or an
/// observer is never mistaken for a lost connection.
/// </remarks>
internal readonly record struct ConnectionItem(ReadOnlyMemory<byte> Chunk, SseSignal? Signal = null)
{
    public ConnectionItem(SseSignal signal)
        : this(default, signal)
    {
    }

    /// <summary>The end of the body. It is not delivered: the connection is lost, and its next item says what follows.</summary>
    public static ConnectionItem EndOfBody => default;

    public bool IsEndOfBody => Signal is null && Chunk.IsEmpty;
}
