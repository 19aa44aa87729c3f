namespace Sse.Reactive;

/// <summary>Operators for any observable.</summary>
public static class SseObservableExtensions
{
    /// <summary>
    /// Reads an observable with <c>await foreach</c>, through a bounded buffer. Fails with <see cref="SseOverflowException"/> when the
    /// buffer is full.
    /// </summary>
    /// <remarks>
    /// <para>The buffer never blocks the observable. Use it for a source that cannot wait, such as a connection that several subscribers
    /// share. A connection with one consumer needs no buffer: with <see cref="SseAsyncEnumerable.Connect(string, SseOptions?)"/> the server
    /// waits.</para>
    /// <para>Each enumeration subscribes separately, with its own buffer. When the source ends, the buffered values come first, then the
    /// completion or the error. Leaving the loop disposes the subscription. So does cancellation, at once: no buffered value follows it.
    /// Your code never runs on the thread that delivers the values.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var signals = SseObservable.Signals(uri).Share(); // several subscribers, one connection
    /// await foreach (var e in signals.Events().ToAsyncEnumerable(1000))
    /// {
    ///     await SaveAsync(e.Data);
    /// }
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The values.</param>
    /// <param name="capacity">The most values that the buffer holds; at least 1.</param>
    /// <returns>The values, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    /// <exception cref="SseOverflowException">
    /// Thrown by the enumeration: a value came while the buffer was full. The buffered values come first.
    /// </exception>
    public static IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IObservable<T> source, int capacity) =>
        Buffered(source, capacity, gap: null);

    /// <summary>
    /// Reads an observable with <c>await foreach</c>, through a bounded buffer. Drops the oldest value when the buffer is full, and puts
    /// one value in place of each run of dropped values.
    /// </summary>
    /// <remarks><inheritdoc cref="ToAsyncEnumerable{T}(IObservable{T}, int)" path="/remarks/node()"/></remarks>
    /// <example>
    /// <code>
    /// await foreach (var e in signals.Events().ToAsyncEnumerable(
    ///     1000, (dropped, last) => last with { Type = "gap", Data = $"{dropped} events dropped" }))
    /// {
    ///     Show(e);
    /// }
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="source">The values.</param>
    /// <param name="capacity">The most values that the buffer holds; at least 1.</param>
    /// <param name="gap">
    /// Makes the value that reports dropped ones, from their number (at least 1) and the last of them. <c>last with { ... }</c> keeps its
    /// last event ID. Called when the consumer reaches the gap.
    /// </param>
    /// <returns>The values, in order, with the gaps where values were dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public static IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IObservable<T> source, int capacity, Func<long, T, T> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return Buffered(source, capacity, gap);
    }

    private static IAsyncEnumerable<T> Buffered<T>(IObservable<T> source, int capacity, Func<long, T, T>? gap)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return BoundedBuffer<T>.ReadAsync(source, capacity, gap);
    }
}
