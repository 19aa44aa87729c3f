namespace Sse.Reactive;

/// <summary>The server ended the stream in good order, which the standard treats as a lost connection.</summary>
/// <remarks>A cause in <see cref="SseSignal"/> and for a policy; subscribers see it as an error only if a policy says so.</remarks>
public sealed class SseStreamClosedException() : Exception(
    "The server ended the event stream. If it is meant to end, use SseReconnect.Never, or let the server answer 204 to the reconnect.");
