using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>Reads an asynchronous sequence as fast as it produces, and reports it to an observer.</summary>
internal static class AsyncEnumerableReader
{
    /// <summary>Starts reading. Disposing cancels the enumeration.</summary>
    public static IDisposable Subscribe<T>(IAsyncEnumerable<T> source, IObserver<T> observer)
    {
        var cancellation = new CancellationDisposable();
        _ = ReadAsync(source, observer, cancellation.Token);
        return cancellation;
    }

    /// <summary>A sequence of one value. Unlike <c>Observable.FromAsync</c>, it stays on the current thread.</summary>
    public static async IAsyncEnumerable<T> FromTask<T>(Func<Task<T>> work)
    {
        yield return await work().ConfigureAwait(false);
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> source, IObserver<T> observer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var value in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                observer.OnNext(value);
            }

            observer.OnCompleted();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Unsubscribed.
        }
        catch (Exception error)
        {
            observer.OnError(error);
        }
    }
}
