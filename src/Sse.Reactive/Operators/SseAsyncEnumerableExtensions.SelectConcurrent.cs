using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>Operators for any asynchronous sequence.</summary>
public static partial class SseAsyncEnumerableExtensions
{
    /// <summary>
    /// Runs asynchronous work on several items at a time. The results come in the order of the items, so that a checkpoint after it
    /// acknowledges in order.
    /// </summary>
    /// <remarks>
    /// <para>Work on the next item starts while fewer than <paramref name="maxConcurrency"/> items are running, or are finished and waiting
    /// for an earlier one. At most one further item is read from the source. No work starts while the consumer handles a result.</para>
    /// <para>If work fails, the results of the items before it come first, then its exception. The token of all other work is cancelled
    /// then, and also when the consumer leaves or cancels. The sequence ends once that work has ended, so observe the token. An error of
    /// the source comes after the results of all its items.</para>
    /// <para>A <c>CheckpointTo</c> immediately before or anywhere after it saves the ID of an event when the consumer asks for the result
    /// after its own. With other operators between <c>CheckpointTo</c> and this one, the sequence fails with
    /// <see cref="InvalidOperationException"/> at its start, because it would save events that are not done.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var store = new SseFileCheckpointStore("feed.checkpoint");
    /// await foreach (var e in SseAsyncEnumerable.Connect(uri, new() { CheckpointStore = store })
    ///     .SelectConcurrent(8, async (e, cancellation) => e.WithData(await WorkAsync(e.Data, cancellation)))
    ///     .CheckpointTo(store))
    /// {
    ///     Console.WriteLine(e.Data);
    /// }
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items, such as the events of <see cref="SseAsyncEnumerable.Connect(string, SseOptions?)"/>.</param>
    /// <param name="maxConcurrency">The most items at a time; at least 1.</param>
    /// <param name="work">The work on one item. Called in the order of the items.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is less than 1.</exception>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source, int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> work)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ArgumentNullException.ThrowIfNull(work);
        return source is ICheckpointed<T> checkpointed
            ? checkpointed.SelectConcurrent(maxConcurrency, work)
            : Run(source, maxConcurrency, work);
    }

    private static async IAsyncEnumerable<TResult> Run<T, TResult>(
        IAsyncEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = source.GetAsyncEnumerator(closing.Token);
        await using var disposal = items.ConfigureAwait(false);
        var running = new Queue<Task<TResult>>();
        var read = Task.FromResult(true);
        try
        {
            read = ReadAhead.MoveNextAsync(items);
            while (true)
            {
                while (running.Count < maxConcurrency && HasItem(read))
                {
                    running.Enqueue(Start(items.Current));
                    read = ReadAhead.MoveNextAsync(items);
                }

                if (!running.TryPeek(out var oldest))
                {
                    if (!await Result(read).ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                else if (oldest.IsCompleted || read.IsCompleted || running.Count == maxConcurrency)
                {
                    yield return await Result(running.Dequeue()).ConfigureAwait(false);
                }
                else
                {
                    await Task.WhenAny(oldest, read).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            closing.Cancel();
            await Task.WhenAll([read, .. running]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        static bool HasItem(Task<bool> read) => read.IsCompletedSuccessfully && read.Result;

        async ValueTask<TValue> Result<TValue>(Task<TValue> task)
        {
            try
            {
                return await task.ConfigureAwait(false);
            }
            catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested)
            {
                throw Cancellation.AsOf(error, cancellationToken);
            }
        }

        async Task<TResult> Start(T item) => await work(item, closing.Token).ConfigureAwait(false);
    }
}
