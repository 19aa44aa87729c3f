using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// Passes the values of items on, and saves the ID of each item once the consumer asks for the next one. See
/// <see cref="SseCheckpointExtensions"/>.
/// </summary>
internal sealed class CheckpointEnumerable<TItem, T>(
    IAsyncEnumerable<TItem> source, ISseCheckpointStore store, Func<TItem, string?> lastEventId, Func<TItem, T> value)
    : IAsyncEnumerable<T>, ICheckpointed<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        ReadAhead.RequireNone();
        return ReadAsync(new(store), cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>
    /// The work comes before the checkpoint, so that an item is done once the consumer asks for the result after its own.
    /// </summary>
    public IAsyncEnumerable<TResult> SelectConcurrent<TResult>(
        int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> work) =>
        new CheckpointEnumerable<(TItem Item, TResult Result), TResult>(
            source.SelectConcurrent(maxConcurrency, async (item, token) => (item, await work(value(item), token).ConfigureAwait(false))),
            store,
            pair => lastEventId(pair.Item),
            static pair => pair.Result);

    private async IAsyncEnumerable<T> ReadAsync(CheckpointSaver saver, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = source.GetAsyncEnumerator(closing.Token);
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
                        saver.Save(lastEventId(items.Current));
                    }

                    hasItem = await MoveNextAsync(items, saver.Saving, closing).ConfigureAwait(false);
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

                yield return value(items.Current);
            }
        }
        finally
        {
            await saver.Saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Not in the finally block, where it would replace the exception of the consumer's loop.
        if (CheckpointSaver.Outcome(error, saver.Saving) is { } outcome)
        {
            ExceptionDispatchInfo.Throw(outcome);
        }
    }

    /// <summary>Moves to the next item. A failed save ends the wait.</summary>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TItem> items, Task saving, CancellationTokenSource closing)
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
