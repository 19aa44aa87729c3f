using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>One attempt to connect.</summary>
/// <param name="Number">The number of the attempt; the first is 1.</param>
/// <param name="LastEventId">The ID to resume after; empty for none.</param>
/// <param name="Previous">How the previous attempt ended; <see langword="null"/> for the first attempt.</param>
public sealed record SseAttempt(int Number, string LastEventId = "", Exception? Previous = null)
{
    /// <summary>
    /// The scheduler of the client, <see cref="SseOptions.Scheduler"/>: a transport or a request factory that waits on it runs in virtual
    /// time in a test. <see langword="null"/> for an attempt that no client makes. It is not part of the value that is compared.
    /// </summary>
    public IScheduler? Scheduler { get; init; }

    /// <summary>Compares the number, the ID and the previous error.</summary>
    /// <param name="other">The other attempt.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(SseAttempt? other) =>
        other is not null && Number == other.Number && LastEventId == other.LastEventId && Equals(Previous, other.Previous);

    /// <inheritdoc/>
    public override int GetHashCode() => (Number, LastEventId, Previous).GetHashCode();

    /// <summary>The values, with the message of the exception and without its stack trace.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"Attempt {Number}, LastEventId = {LastEventId}, Previous = {Previous?.Message ?? "none"}";
}
