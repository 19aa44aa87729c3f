namespace Sse.Reactive;

/// <summary>One attempt to connect.</summary>
/// <param name="Number">The number of the attempt; the first is 1.</param>
/// <param name="LastEventId">The ID to resume after; empty for none.</param>
/// <param name="Previous">How the previous attempt ended; <see langword="null"/> for the first attempt.</param>
public sealed record SseAttempt(int Number, string LastEventId = "", Exception? Previous = null)
{
    /// <summary>The values, with the message of the exception and without its stack trace.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"Attempt {Number}, LastEventId = {LastEventId}, Previous = {Previous?.Message ?? "none"}";
}
