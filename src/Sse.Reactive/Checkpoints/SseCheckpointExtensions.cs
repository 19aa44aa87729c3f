namespace Sse.Reactive;

/// <summary>
/// Saves the last event ID of processed events, to resume from there after a crash. Delivery is at least once: no event is missed, and
/// events that were processed but not yet saved come again.
/// </summary>
/// <remarks>
/// <para>Put <c>CheckpointTo</c> after the work, and set <see cref="SseOptions.CheckpointStore"/> to the same store. An ID is saved when it
/// differs from the one before. An ID that the server has reset is saved as empty, which means: start from the beginning. Saves never delay
/// the events. One save runs at a time; then the newest ID that came meanwhile is saved. A slow store causes more repeated events after a
/// crash, and nothing else.</para>
/// <para>Pushed, an event is processed once its <c>OnNext</c> has returned, which includes all synchronous work after the operator. Do not
/// use <c>ObserveOn</c> after it. For asynchronous work see
/// <see cref="SseAsyncEnumerableExtensions.SelectConcurrent{T, TResult}"/>.
/// Pulled, an event is processed once the consumer asks for the next one, which includes the body of its <c>await foreach</c>.</para>
/// <para>The sequence completes or fails once everything is saved. To stop with everything saved, let the sequence complete, for example
/// with <c>TakeUntil(shutdown)</c> before the operator. Disposing does not wait: what was processed is saved in the background, unless the
/// process ends first, and an error of the store is lost then. Leaving an <c>await foreach</c> waits for the saves, does not count the item
/// at which it left, and does not throw an error of the store, which would replace the exception of the loop's body. To receive that error,
/// let the sequence end, for example with <c>TakeWhile</c> before the operator.</para>
/// </remarks>
public static class SseCheckpointExtensions
{
    /// <summary>Saves the last event ID of each processed event.</summary>
    /// <example>
    /// <code>
    /// using var store = new SseFileCheckpointStore("orders.checkpoint");
    /// using var orders = SseObservable.Connect(uri, new() { CheckpointStore = store }) // resumes from the store
    ///     .Do(e => Save(e.Data))
    ///     .CheckpointTo(store)
    ///     .Subscribe();
    /// </code>
    /// </example>
    /// <param name="events">The events, after the work.</param>
    /// <param name="store">The store to save to.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SseCheckpointException">
    /// Ends the sequence: the store failed to save. If the source has failed too, the error is an <see cref="AggregateException"/> of both.
    /// </exception>
    public static IObservable<SseEvent> CheckpointTo(this IObservable<SseEvent> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/>
    /// <typeparam name="T">The type of the data after the work: <c>events.Select(e => e.WithData(Work(e)))</c>.</typeparam>
    public static IObservable<SseEvent<T>> CheckpointTo<T>(this IObservable<SseEvent<T>> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <summary>Saves the last event ID of each processed value.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The results of the work, in the order of their events.</param>
    /// <param name="store">The store to save to.</param>
    /// <param name="lastEventId">
    /// Returns the last event ID of the event that a value comes from. An exception that it throws ends the sequence.
    /// </param>
    /// <returns>The values.</returns>
    /// <exception cref="SseCheckpointException">
    /// Ends the sequence: the store failed to save. If the source has failed too, the error is an <see cref="AggregateException"/> of both.
    /// </exception>
    public static IObservable<T> CheckpointTo<T>(this IObservable<T> values, ISseCheckpointStore store, Func<T, string> lastEventId)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new CheckpointObservable<T>(values, store, lastEventId);
    }

    /// <summary>Saves the last event ID of each processed event.</summary>
    /// <example>
    /// <code>
    /// using var store = new SseFileCheckpointStore("orders.checkpoint");
    /// await foreach (var e in SseAsyncEnumerable.Connect(uri, new() { CheckpointStore = store }).CheckpointTo(store))
    /// {
    ///     await SaveAsync(e.Data); // its ID is saved after this
    /// }
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
    /// <param name="store">The store to save to.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SseCheckpointException">
    /// Ends the sequence: the store failed to save. If the source has failed too, the error is an <see cref="AggregateException"/> of both.
    /// </exception>
    public static IAsyncEnumerable<SseEvent> CheckpointTo(this IAsyncEnumerable<SseEvent> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo(IAsyncEnumerable{SseEvent}, ISseCheckpointStore)"/>
    /// <typeparam name="T">The type of the data after the work.</typeparam>
    public static IAsyncEnumerable<SseEvent<T>> CheckpointTo<T>(this IAsyncEnumerable<SseEvent<T>> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo{T}(IObservable{T}, ISseCheckpointStore, Func{T, string})"/>
    public static IAsyncEnumerable<T> CheckpointTo<T>(
        this IAsyncEnumerable<T> values, ISseCheckpointStore store, Func<T, string> lastEventId)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return CheckpointEnumerable.ReadAsync(values, new(store), lastEventId);
    }
}
