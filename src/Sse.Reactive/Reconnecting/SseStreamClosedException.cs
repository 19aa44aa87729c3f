namespace Sse.Reactive;

/// <summary>The server ended the stream cleanly, which the standard treats as a lost connection (HTML 9.2.3).</summary>
/// <remarks>
/// A cause in <see cref="SseSignal"/> and for a policy. A subscriber receives it only inside an <see cref="SseConnectionException"/>.
/// </remarks>
public sealed class SseStreamClosedException() : SseException(
    "The server ended the event stream. If it is meant to end, use SseReconnect.Never, or let the server answer 204 to the reconnect.");
