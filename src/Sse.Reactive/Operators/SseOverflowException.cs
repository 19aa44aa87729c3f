namespace Sse.Reactive;

/// <summary>
/// A value came while a bounded buffer was full. See <see cref="SseObservableExtensions.ToAsyncEnumerable{T}(IObservable{T}, int)"/>.
/// </summary>
public sealed class SseOverflowException : SseException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="capacity">How many values the buffer holds.</param>
    public SseOverflowException(int capacity)
        : base($"The buffer of {capacity} values is full: the consumer is slower than the stream. Raise the capacity if events come in "
            + "bursts; drop the oldest values with ToAsyncEnumerable(capacity, gap); or read with SseAsyncEnumerable.Connect, so that the "
            + "server waits.") =>
        Capacity = capacity;

    /// <summary>How many values the buffer holds.</summary>
    public int Capacity { get; }
}
