namespace Sse.Reactive.AspNetCore;

/// <summary>Pulls an async sequence as fast as the client takes it: nothing is lost, and no more waits than the outbox holds.</summary>
internal sealed class PulledSource<T>(IAsyncEnumerable<T> values, ClientConnection connection, EncodingObserver<T> sink) : IPausedSource, IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _resumed = new(0);

    public IDisposable Start()
    {
        _ = Task.Run(RunAsync);
        return this;
    }

    public void Resume() => _resumed.Release();

    // The source of the token is not disposed of: the sequence may still be using it. (It holds nothing but memory.)
    public void Dispose() => _closing.Cancel();

    private async Task RunAsync()
    {
        try
        {
            await foreach (var value in values.WithCancellation(_closing.Token).ConfigureAwait(false))
            {
                if (_closing.IsCancellationRequested)
                {
                    return; // a sequence that does not heed its token ends here
                }

                sink.OnNext(value);
                while (!connection.IsReady(this))
                {
                    await _resumed.WaitAsync(_closing.Token).ConfigureAwait(false);
                }
            }

            sink.OnCompleted();
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // nobody wants it any more
        }
        catch (Exception error) // whatever a source throws is its error
        {
            sink.OnError(error);
        }
    }
}
