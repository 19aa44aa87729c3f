namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Pulls an async sequence only as fast as the client reads: nothing is dropped, and no more is queued than fits the outbox. It has ended
/// when its enumerator was disposed of, and so after the <c>finally</c> blocks of an async iterator.
/// </summary>
internal sealed class PulledSource<T>(IAsyncEnumerable<T> values, ClientConnection connection, EncodingObserver<T> observer)
    : ISource, IPausedSource
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly SemaphoreSlim _resumed = new(0);

    public Task Started => Task.CompletedTask;

    public Task Ended { get; private set; } = Task.CompletedTask;

    public string Pending => $"MoveNextAsync or DisposeAsync of {values.GetType()}";

    public void Start() => Ended = Task.Run(RunAsync);

    public void Resume() => _resumed.Release();

    // The token source is not disposed of: the sequence may still use the token, and it holds only memory.
    public void Dispose() => _cancellation.Cancel();

    private async Task RunAsync()
    {
        if (_cancellation.IsCancellationRequested)
        {
            return;
        }

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
        catch (Exception error) // whatever the sequence throws is its error, unless the stream has ended: then it was cancelled
        {
            observer.OnError(error);
        }
    }
}
