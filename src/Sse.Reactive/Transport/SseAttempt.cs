namespace Sse.Reactive;

/// <summary>One attempt to connect, as the transport is handed it.</summary>
/// <param name="Number">The first is 1.</param>
/// <param name="LastEventId">What to resume after; empty for nothing.</param>
/// <param name="Previous">How the attempt before this one ended; <see langword="null"/> at the first.</param>
public sealed record SseAttempt(int Number, string LastEventId = "", Exception? Previous = null);
