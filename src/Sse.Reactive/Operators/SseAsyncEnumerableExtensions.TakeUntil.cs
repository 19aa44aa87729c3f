using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <content>The graceful end of a pulled sequence.</content>
public static partial class SseAsyncEnumerableExtensions
{
    /// <summary>Completes the sequence when a token is cancelled, for example when the host stops.</summary>
    /// <remarks>
    /// Where <c>WithCancellation</c> ends everything with an exception, this ends only the source: put it right after <c>Connect</c>. The
    /// connection is closed, and no further item is read. Work that <see cref="SelectConcurrent"/> has begun ends, its results are
    /// delivered, and <c>CheckpointTo</c> saves the last ID before the sequence completes.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var store = new SseFileCheckpointStore("feed.checkpoint");
    /// await foreach (var e in SseAsyncEnumerable.Connect(uri, new() { CheckpointStore = store })
    ///     .TakeUntil(cancellationToken) // the stopping token of a BackgroundService
    ///     .CheckpointTo(store))
    /// {
    ///     Console.WriteLine(e.Data);
    /// }
    /// </code>
    /// </example>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="source">The items, such as the events of <see cref="SseAsyncEnumerable.Connect(string, SseOptions?)"/>.</param>
    /// <param name="stop">Completes the sequence.</param>
    /// <returns>The items, until the token is cancelled.</returns>
    public static IAsyncEnumerable<T> TakeUntil<T>(this IAsyncEnumerable<T> source, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ReadUntil(source, stop);
    }

    private static async IAsyncEnumerable<T> ReadUntil<T>(
        IAsyncEnumerable<T> source, CancellationToken stop, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        var items = source.GetAsyncEnumerator(closing.Token);
        await using var disposal = items.ConfigureAwait(false);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
            catch (OperationCanceledException error) when (closing.IsCancellationRequested)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    throw Cancellation.AsOf(error, cancellationToken);
                }

                break;
            }

            yield return items.Current;
        }
    }
}
