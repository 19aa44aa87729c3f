namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Pulls an async sequence only as fast as the client reads: nothing is dropped, and no more is queued than fits the outbox.
/// </summary>
internal sealed class PulledSource<T>(IAsyncEnumerable<T> values, ClientConnection connection, EncodingObserver<T> observer)
    : IPausedSource, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly SemaphoreSlim _resumed = new(0);

    public IDisposable Start()
    {
        _ = Task.Run(RunAsync);
        return this;
    }

    public void Resume() => _resumed.Release();

    // The token source is not disposed of: the sequence may still use the token, and it holds only memory.
    public void Dispose() => _cancellation.Cancel();

    private async Task RunAsync()
    {
        try
        {
            await foreach (var value in values.WithCancellation(_cancellation.Token).ConfigureAwait(false))
            {
                if (_cancellation.IsCancellationRequested)
                {
                    return; // a sequence that does not observe cancellation ends at its next value
                }

                observer.OnNext(value);
                while (!connection.IsReady(this))
                {
                    await _resumed.WaitAsync(_cancellation.Token).ConfigureAwait(false);
                }
            }

            observer.OnCompleted();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // the client has left
        }
        catch (Exception error) // whatever the sequence throws is an error of the source
        {
            observer.OnError(error);
        }
    }
}
