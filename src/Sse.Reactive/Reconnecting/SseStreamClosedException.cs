namespace Sse.Reactive;

/// <summary>The server ended the stream cleanly, which the standard treats as a lost connection (HTML 9.2.3).</summary>
/// <remarks>
/// A cause in <see cref="SseSignal"/> and for a policy. A subscriber receives it only inside an <see cref="SseConnectionException"/>.
/// </remarks>
public sealed class SseStreamClosedException : SseException
{
    private const string Summary =
        "The server ended the event stream. If it is meant to end, use SseReconnect.Never, or let the server answer 204 to the reconnect.";

    /// <summary>Creates the exception.</summary>
    public SseStreamClosedException()
        : base(Summary)
    {
    }

    internal SseStreamClosedException(int discardedBytes)
        : base(discardedBytes == 0
            ? Summary
            : $"{Summary} {discardedBytes} bytes of an unfinished event were discarded: a blank line must end each event.") =>
        DiscardedBytes = discardedBytes;

    /// <summary>
    /// The bytes of an event that was cut off: of its data and of its last, unfinished line. The standard discards such an event (HTML
    /// 9.2.6). Zero if there was none.
    /// </summary>
    public int DiscardedBytes { get; }
}
