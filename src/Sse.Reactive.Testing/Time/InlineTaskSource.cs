using System.Threading.Tasks.Sources;

namespace Sse.Reactive.Testing;

/// <summary>
/// A task source whose continuation runs inline, on the thread that completes it, so that virtual time stays on one thread.
/// </summary>
/// <remarks>
/// The captured <see cref="SynchronizationContext"/> and task scheduler are ignored. Only the first completion takes effect.
/// </remarks>
internal sealed class InlineTaskSource<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core;
    private int _isCompleted;

    public ValueTask<T> Task => new(this, _core.Version);

    public void SetResult(T value)
    {
        if (Interlocked.Exchange(ref _isCompleted, 1) == 0)
        {
            _core.SetResult(value);
        }
    }

    public void SetException(Exception error)
    {
        if (Interlocked.Exchange(ref _isCompleted, 1) == 0)
        {
            _core.SetException(error);
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
