using System.Threading.Tasks.Sources;

namespace Sse.Reactive.Testing;

/// <summary>A task that goes on where and when it is completed, whatever the context, so that virtual time stays on one thread.</summary>
internal sealed class Pending<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core;
    private int _isDone;

    public ValueTask<T> Task => new(this, _core.Version);

    public void Complete(T value)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            _core.SetResult(value);
        }
    }

    public void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            _core.SetException(error);
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
