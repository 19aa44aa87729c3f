namespace Sse.Benchmarks.EndToEnd;

/// <summary>An observer that does next to nothing, and whose end can be awaited.</summary>
internal sealed class AwaitedCounter : IObserver<SseEvent>, IObserver<int>
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _events;
    private long _length;

    /// <summary>The number of events, when there are no more.</summary>
    public Task<int> Ended => _ended.Task;

    public void OnNext(SseEvent value) => Count(value.Data.Length);

    public void OnNext(int value) => Count(value);

    public void OnError(Exception error) => _ended.SetException(error);

    public void OnCompleted() => _ended.SetResult(_length > 0 ? _events : 0);

    private void Count(int length)
    {
        _events++;
        _length += length;
    }
}
