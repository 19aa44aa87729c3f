namespace Sse.Reactive.Tests.Faults;

/// <summary>Consumes a pushed or pulled connection until it is disposed.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly int _keep;

    public Consumer(Door door, SseTransport transport, SseOptions options, int keep = int.MaxValue)
    {
        _keep = keep;
        switch (door)
        {
            case Door.Pushed:
                Push(SseObservable.Connect(transport, options));
                break;

            case Door.Signals:
                Push(SseObservable.Signals(transport, options).Events());
                break;

            default:
                _ = Pull(SseAsyncEnumerable.Connect(transport, options));
                break;
        }
    }

    /// <summary>How many events there were.</summary>
    public int Count { get; private set; }

    /// <summary>The events, up to the number to keep.</summary>
    public List<SseEvent> Events { get; } = [];

    /// <summary>"completed", or the error; <see langword="null"/> until the end.</summary>
    public string? End { get; private set; }

    public void Dispose() => _leaving.Cancel();

    private void Push(IObservable<SseEvent> source) =>
        source.Subscribe(Take, error => End = error.ToString(), () => End = "completed", _leaving.Token);

    private async Task Pull(IAsyncEnumerable<SseEvent> source)
    {
        try
        {
            await foreach (var e in source.WithCancellation(_leaving.Token).ConfigureAwait(false))
            {
                Take(e);
            }

            End = "completed";
        }
        catch (Exception error)
        {
            End = error.ToString();
        }
    }

    private void Take(SseEvent e)
    {
        if (Count++ < _keep)
        {
            Events.Add(e);
        }
    }
}
