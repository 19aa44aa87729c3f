using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// Passes values on, and saves the ID of each once the consumer asks for the next one. See <see cref="SseCheckpointExtensions"/>.
/// </summary>
internal static class CheckpointEnumerable
{
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncEnumerable<T> source,
        CheckpointSaver saver,
        Func<T, string?> lastEventId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
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

                yield return items.Current;
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
