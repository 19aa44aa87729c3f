using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// Checkpoints: save the last event ID of what is done, and start from there after a crash. At least once: nothing is missed, and what was done
/// but not yet saved comes again.
/// </summary>
/// <remarks>
/// <para>Place it after the work, and set <see cref="SseOptions.CheckpointStore"/> to the same store. An ID is saved when it differs from the one
/// before, also when it has become empty because the server reset it (start from the beginning). Saves never hold up the events: one is under
/// way at a time, and of the IDs that come meanwhile the newest is saved next, so that a slow store means more repeats after a crash, and nothing else.</para>
/// <para>Pushed, an ID counts once the value's <c>OnNext</c> has returned: whatever happens synchronously behind the operator is done too. (<c>ObserveOn</c>
/// behind it ends that; for asynchronous work see <see cref="SseAsyncEventExtensions.SelectConcurrent{T, TResult}"/>.) Pulled, it counts once the consumer has asked for
/// the next item: the body of its <c>await foreach</c> is done too.</para>
/// <para>The sequence ends (completes, or fails) when all is saved. To stop with everything saved, let it complete, as by <c>TakeUntil(shutdown)</c>
/// before the operator. Disposing does not wait: what had passed is saved behind it, unless the process ends first, and a fault of the store then has
/// nobody left to go to. Leaving an <c>await foreach</c> waits for the saves, and does not count the item it was left at; a fault of the store
/// is not thrown then, since it would take the place of what the loop's body has thrown. To hear of it, let the sequence end, as by <c>TakeWhile</c>
/// before the operator.</para>
/// <para>A fault of the store ends the sequence in <see cref="SseCheckpointException"/>; together with the source's own error it is an
/// <see cref="AggregateException"/> of both.</para>
/// </remarks>
public static class SseCheckpointExtensions
{
    /// <summary>Saves the last event ID of each event that has passed.</summary>
    /// <param name="events">The events, after the work.</param>
    /// <param name="store">Where to save.</param>
    /// <returns>The events.</returns>
    public static IObservable<SseEvent> CheckpointTo(this IObservable<SseEvent> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/>
    /// <typeparam name="T">What the work made of the data: <c>events.Select(e => e.WithData(Work(e)))</c>.</typeparam>
    public static IObservable<SseEvent<T>> CheckpointTo<T>(this IObservable<SseEvent<T>> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <summary>Saves the last event ID of each value that has passed.</summary>
    /// <typeparam name="T">What the work made of the events.</typeparam>
    /// <param name="values">The values, after the work, in the order of their events.</param>
    /// <param name="store">Where to save.</param>
    /// <param name="lastEventId">The ID of the event that a value was made of. What it throws ends the sequence.</param>
    /// <returns>The values.</returns>
    public static IObservable<T> CheckpointTo<T>(this IObservable<T> values, ISseCheckpointStore store, Func<T, string> lastEventId)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return new CheckpointOperator<T>(values, store, lastEventId);
    }

    /// <inheritdoc cref="CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/>
    public static IAsyncEnumerable<SseEvent> CheckpointTo(this IAsyncEnumerable<SseEvent> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo{T}(IObservable{SseEvent{T}}, ISseCheckpointStore)"/>
    public static IAsyncEnumerable<SseEvent<T>> CheckpointTo<T>(this IAsyncEnumerable<SseEvent<T>> events, ISseCheckpointStore store) =>
        events.CheckpointTo(store, static e => e.LastEventId);

    /// <inheritdoc cref="CheckpointTo{T}(IObservable{T}, ISseCheckpointStore, Func{T, string})"/>
    public static IAsyncEnumerable<T> CheckpointTo<T>(this IAsyncEnumerable<T> values, ISseCheckpointStore store, Func<T, string> lastEventId)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(lastEventId);
        return Pulled(values, new(store), lastEventId);
    }

    private static async IAsyncEnumerable<T> Pulled<T>(
        IAsyncEnumerable<T> values, CheckpointSaver writer, Func<T, string> lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = values.GetAsyncEnumerator(closing.Token);
        await using var disposal = items.ConfigureAwait(false);
        Exception? error = null;
        var hasItem = false;
        try
        {
            while (true)
            {
                try
                {
                    if (hasItem)
                    {
                        writer.Note(lastEventId(items.Current));
                    }

                    hasItem = await MoveNextAsync(items, writer.Saving, closing).ConfigureAwait(false);
                }
                catch (Exception sourceError)
                {
                    error = Cancellation.AsOf(sourceError, cancellationToken);
                    break;
                }

                if (!hasItem)
                {
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            await writer.Saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Not in the finally, where it would replace what the consumer's loop has thrown.
        if (CheckpointSaver.Outcome(error, writer.Saving) is { } outcome)
        {
            ExceptionDispatchInfo.Throw(outcome);
        }
    }

    /// <summary>Asks for the next item; a save that fails while the source has none ends the wait for it.</summary>
    private static async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<T> items, Task saving, CancellationTokenSource closing)
    {
        if (saving.IsCompleted)
        {
            return !saving.IsFaulted && await items.MoveNextAsync().ConfigureAwait(false);
        }

        var move = items.MoveNextAsync().AsTask();
        if (await Task.WhenAny(move, saving).ConfigureAwait(false) == saving && saving.IsFaulted)
        {
            closing.Cancel();
            await ((Task)move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }

        return await move.ConfigureAwait(false);
    }
}
