namespace Sse.Reactive;

/// <summary>A bounded buffer was full when one more value came. See <see cref="SseBufferExtensions.ToAsyncEnumerable{T}"/>.</summary>
/// <param name="capacity">How many values the buffer holds.</param>
public sealed class SseOverflowException(int capacity) : Exception(
    $"The buffer of {capacity} was full: whoever reads it is slower than the stream. Raise the capacity if that was a burst, drop the oldest "
    + "(SseOverflow.DropOldest) if the newest is what counts, or pull the connection (SseAsyncEnumerable.Connect), so that the server waits.")
{
    /// <summary>How many values the buffer holds.</summary>
    public int Capacity { get; } = capacity;
}
