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
/// <para>The rule also covers <see cref="SseAsyncEnumerableExtensions.SelectConcurrent{T, TResult}"/>: immediately after
/// <c>CheckpointTo</c> or before it, an event is done when the consumer asks for the result after its own. With another operator between
/// <c>CheckpointTo</c> and <c>SelectConcurrent</c>, the sequence fails with <see cref="InvalidOperationException"/> at its start.</para>
/// <para>These operators return before the work is done, so put <c>CheckpointTo</c> after them: <c>ObserveOn</c>, <c>Buffer</c>,
/// <c>Throttle</c>, <c>Delay</c>, <c>Concat</c>, a <c>SelectMany</c> with tasks, and <c>ToAsyncEnumerable(capacity)</c>, which reads
/// ahead.</para>
/// <para><c>Publish</c>, <c>Share</c> and a <c>Subject</c> have several subscribers. If the work of one fails, the event is done for the
/// others, and so it is saved. A <c>Subject</c> does not report the failure of an operator after it even if it has one subscriber. Put
/// <c>CheckpointTo</c> after them, in each branch that must not miss an event, with its own store.</para>
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
    /// <remarks>
    /// <see cref="SseCheckpointExtensions"/> says when an event is done, and which operators must come before this one: those that return
    /// before the work is done, such as <c>ObserveOn</c>, <c>Buffer</c> and <c>ToAsyncEnumerable(capacity)</c>, and those with several
    /// subscribers: <c>Publish</c>, <c>Share</c> and a <c>Subject</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var store = new SseFileCheckpointStore("orders.checkpoint");
    /// using var orders = SseObservable.Connect(uri, new() { CheckpointStore = store }) // resumes from the store
    ///     .CheckpointTo(store)
    ///     .OfType("order") // also what is filtered out is done
    ///     .Subscribe(e => Save(e.Data), error => Console.WriteLine(error.Message));
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
    /// <remarks>
    /// <see cref="SseCheckpointExtensions"/> says when a value is done, and which operators must come before this one: those that return
    /// before the work is done, such as <c>ObserveOn</c>, <c>Buffer</c> and <c>ToAsyncEnumerable(capacity)</c>, and those with several
    /// subscribers: <c>Publish</c>, <c>Share</c> and a <c>Subject</c>.
    /// </remarks>
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
    /// <remarks>
    /// <see cref="SseCheckpointExtensions"/> says when an event is done, and which operators must come before this one: those that return
    /// before the work is done, such as <c>ObserveOn</c>, <c>Buffer</c> and <c>ToAsyncEnumerable(capacity)</c>, and those with several
    /// subscribers: <c>Publish</c>, <c>Share</c> and a <c>Subject</c>.
    /// </remarks>
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
        return new CheckpointEnumerable<T, T>(values, store, value => Required(lastEventId(value)), static value => value);
    }

    /// <summary>
    /// Saves the last event ID of each signal that is done: of an event, and of a <see cref="SseSignal.IdChanged"/>, by which a server
    /// moves the position of a client for which it has no event.
    /// </summary>
    /// <remarks>
    /// <see cref="SseCheckpointExtensions"/> says when a signal is done, and which operators must come before this one: those that return
    /// before the work is done, such as <c>ObserveOn</c>, <c>Buffer</c> and <c>ToAsyncEnumerable(capacity)</c>, and those with several
    /// subscribers: <c>Publish</c>, <c>Share</c> and a <c>Subject</c>.
    /// </remarks>
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
        return new CheckpointEnumerable<SseSignal, SseSignal>(signals, store, IdOf, static signal => signal);
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
