namespace Sse.Benchmarks.EndToEnd;

/// <summary>An observer that only counts, and whose completion can be awaited.</summary>
internal sealed class AwaitableCounter : IObserver<SseEvent>, IObserver<int>
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _events;
    private long _length;

    /// <summary>The number of events, once the sequence has completed.</summary>
    public Task<int> Completion => _ended.Task;

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
