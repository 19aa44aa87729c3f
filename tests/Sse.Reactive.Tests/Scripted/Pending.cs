using System.Threading.Tasks.Sources;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>A task whose continuation runs where it is completed, so that virtual time stays on one thread.</summary>
internal sealed class Pending<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core;
    private bool _isDone;

    public ValueTask<T> Task => new(this, _core.Version);

    public void Complete(T value)
    {
        if (!_isDone)
        {
            _isDone = true;
            _core.SetResult(value);
        }
    }

    public void Fail(Exception error)
    {
        if (!_isDone)
        {
            _isDone = true;
            _core.SetException(error);
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
