namespace Sse.Reactive;

/// <summary>What travels through the reconnect loop: bytes as they arrive (borrowed for the length of the call), or a signal.</summary>
/// <remarks>
/// Events are decoded downstream of the loop. So its operators cost once for each chunk, and what a selector or an observer throws is
/// never taken for a lost connection.
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
