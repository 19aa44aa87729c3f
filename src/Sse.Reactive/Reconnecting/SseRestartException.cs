namespace Sse.Reactive;

/// <summary>The connection was ended by <see cref="SseOptions.Restart"/>: a cause in <see cref="SseSignal"/>, not a failure.</summary>
/// <remarks>
/// A subscriber receives it only inside an <see cref="SseConnectionException"/>, if the request is not safe to resend.
/// </remarks>
public sealed class SseRestartException() : SseException("SseOptions.Restart asked for a new connection.");
