namespace Sse.Reactive;

/// <summary>What goes through the reconnect loop: bytes as they come (borrowed for the length of the call), or a signal between them.</summary>
/// <remarks>
/// Events are decoded behind the loop, so that its operators cost once for each chunk, and so that what a selector or an observer
/// throws cannot be taken for a lost connection.
/// </remarks>
internal readonly record struct ConnectionItem(ReadOnlyMemory<byte> Chunk, SseSignal? Signal = null)
{
    public ConnectionItem(SseSignal signal)
        : this(default, signal)
    {
    }

    /// <summary>Whether this is how a connection ended.</summary>
    public bool IsLast => Signal is SseSignal.Disconnected or SseSignal.Ended;
}
