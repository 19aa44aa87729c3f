namespace Sse.Reactive;

/// <summary>
/// Saves the last event ID of events that are done, to resume from there after a crash. Delivery is at least once: no event is missed, and
/// events whose ID was not saved yet come again.
/// </summary>
/// <remarks>
/// <para>Set <see cref="SseOptions.CheckpointStore"/> to the same store, and put <c>CheckpointTo</c> right after <c>Connect</c>: <b>an
/// event is done once everything after <c>CheckpointTo</c> has returned from it, without an exception and without disposing of the
/// subscription.</b> Pushed, that is when <c>OnNext</c> has returned. Pulled, it is when the consumer asks for the next event, which
/// includes the body of its <c>await foreach</c>.</para>
/// <para>The rule covers every synchronous operator: work in <c>Do</c>, <c>Select</c> or <c>ForEachAsync</c> that fails is not done, and an
/// event that <c>Where</c> or <c>OfType</c> filters out is. It also means that the event at which <c>Take</c> or another operator leaves
/// comes again; put <c>Take</c>, <c>TakeWhile</c> and <c>TakeUntil</c> before <c>CheckpointTo</c> if it should not.</para>
/// <para>An operator that hands events on to later, such as <c>ObserveOn</c>, <c>Buffer</c>, <c>Throttle</c>, <c>Delay</c>, <c>Concat</c>
/// or a <c>SelectMany</c> with tasks, returns before the work is done. Put <c>CheckpointTo</c> after it, or use
/// <see cref="SseAsyncEnumerableExtensions.SelectConcurrent{T, TResult}"/> before <c>CheckpointTo</c>. If several subscribers share what
/// comes after <c>CheckpointTo</c>, the failure of one of them does not stop the others, and the event is done: give each its own
/// <c>CheckpointTo</c>, with its own store, after the sharing.</para>
/// <para>An ID is saved when it differs from the one before. An ID that the server has reset is saved as empty, which means: start from the
/// beginning. Saves never delay the events. One save runs at a time; then the newest ID that came meanwhile is saved. A slow store causes
/// more repeated events after a crash, and nothing else.</para>
/// <para>The sequence completes or fails once everything is saved. To stop with everything saved, let the sequence complete, with
/// <c>TakeUntil(shutdown)</c> before the operator. Disposing does not wait: what was done is saved in the background, unless the process
/// ends first, and an error of the store is lost then. Leaving an <c>await foreach</c> waits for the saves, does not count the item at
/// which it left, and does not throw an error of the store, which would replace the exception of the loop's body. To receive that error,
/// let the sequence end.</para>
/// </remarks>
public static class SseCheckpointExtensions
{
    /// <summary>Saves the last event ID of each event that is done.</summary>
    /// <example>
    /// <code>
    /// using var store = new SseFileCheckpointStore("orders.checkpoint");
    /// using var orders = SseObservable.Connect(uri, new() { CheckpointStore = store }) // resumes from the store
    ///     .CheckpointTo(store)
    ///     .OfType("order") // also what is filtered out is done
    ///     .Subscribe(e => Save(e.Data));
    /// </code>
    /// </example>
    /// <param name="events">The events.</param>
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

    /// <summary>Saves the last event ID of each value that is done.</summary>
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
        return new CheckpointObservable<T>(values, store, value => Required(lastEventId(value)));
    }

    /// <summary>Saves the last event ID of each event that is done.</summary>
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
        return CheckpointEnumerable.ReadAsync(values, new(store), value => Required(lastEventId(value)));
    }

    /// <summary>
    /// Saves the last event ID of each signal that is done: of an event, and of a <see cref="SseSignal.IdChanged"/>, by which a server
    /// moves the position of a client for which it has no event.
    /// </summary>
    /// <param name="signals">The signals.</param>
    /// <param name="store">The store to save to.</param>
    /// <returns>The signals.</returns>
    /// <exception cref="SseCheckpointException">
    /// Ends the sequence: the store failed to save. If the source has failed too, the error is an <see cref="AggregateException"/> of both.
    /// </exception>
    public static IObservable<SseSignal> CheckpointTo(this IObservable<SseSignal> signals, ISseCheckpointStore store)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(store);
        return new CheckpointObservable<SseSignal>(signals, store, IdOf);
    }

    /// <inheritdoc cref="CheckpointTo(IObservable{SseSignal}, ISseCheckpointStore)"/>
    public static IAsyncEnumerable<SseSignal> CheckpointTo(this IAsyncEnumerable<SseSignal> signals, ISseCheckpointStore store)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(store);
        return CheckpointEnumerable.ReadAsync(signals, new(store), IdOf);
    }

    private static string? IdOf(SseSignal signal) => signal switch
    {
        SseSignal.Event e => e.Value.LastEventId,
        SseSignal.IdChanged change => change.LastEventId,
        _ => null,
    };

    private static string Required(string? lastEventId) => lastEventId
        ?? throw new ArgumentException("The function that returns the last event ID has returned null. Return an empty ID for none.");
}
