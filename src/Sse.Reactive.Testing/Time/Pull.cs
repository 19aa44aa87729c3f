using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>An asynchronous sequence pulled as fast as it comes, for recording.</summary>
internal static class Pull
{
    public static IDisposable Subscribe<T>(IAsyncEnumerable<T> source, IObserver<T> observer)
    {
        var cancellation = new CancellationDisposable();
        _ = PullAsync(source, observer, cancellation.Token);
        return cancellation;
    }

    /// <summary>A sequence of one. (<c>Observable.FromAsync</c> would go on from another thread.)</summary>
    public static async IAsyncEnumerable<T> Result<T>(Func<Task<T>> work)
    {
        yield return await work().ConfigureAwait(false);
    }

    private static async Task PullAsync<T>(IAsyncEnumerable<T> source, IObserver<T> observer, CancellationToken cancellationToken)
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
