using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>Queries over pulled events, next to the framework's own.</summary>
public static class SseAsyncEventExtensions
{
    /// <summary>Asynchronous work on several items at a time, its results in the order of the items: so a checkpoint behind it acknowledges in order.</summary>
    /// <remarks>
    /// <para>An item is begun when fewer than <paramref name="maxConcurrency"/> are running or waiting for an earlier one: one slow work holds back at most that
    /// many results, and the source is read at most one item further. Nothing is begun while the consumer works on a result.</para>
    /// <para>Work that fails ends the sequence in its place: the results of the items before it come first. Then, and when the consumer leaves or
    /// cancels, the token of all other work is cancelled, and the sequence ends when that work has: work should heed its token. The source's own
    /// error comes after the results of all that it gave.</para>
    /// </remarks>
    /// <typeparam name="T">The items.</typeparam>
    /// <typeparam name="TResult">What the work makes of them.</typeparam>
    /// <param name="source">The items, such as the events of <see cref="SseAsyncEnumerable.Connect(string, SseOptions?)"/>.</param>
    /// <param name="work">Called in the order of the items.</param>
    /// <param name="maxConcurrency">How many at a time; at least 1.</param>
    /// <returns>The results.</returns>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source, Func<T, CancellationToken, ValueTask<TResult>> work, int maxConcurrency)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return Work(source, work, maxConcurrency);
    }

    private static async IAsyncEnumerable<TResult> Work<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, ValueTask<TResult>> work,
        int maxConcurrency,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = source.GetAsyncEnumerator(closing.Token);
        await using var disposal = items.ConfigureAwait(false);
        var running = new Queue<Task<TResult>>();
        var read = Task.FromResult(true);
        try
        {
            read = items.MoveNextAsync().AsTask();
            while (true)
            {
                while (running.Count < maxConcurrency && HasItem(read))
                {
                    running.Enqueue(Begin(items.Current));
                    read = items.MoveNextAsync().AsTask();
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

        async Task<TResult> Begin(T item) => await work(item, closing.Token).ConfigureAwait(false);
    }
}
