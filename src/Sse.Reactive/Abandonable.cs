using System.Threading.Tasks.Sources;

namespace Sse.Reactive;

/// <summary>
/// What a caller's code gives in its own time (a request, a response, a checkpoint), awaited no longer than until the token is cancelled, whether or not that code heeds
/// it. What comes later is closed, and what it throws then concerns nobody.
/// </summary>
/// <remarks>No task: the continuation runs where the operation completes, also under a <see cref="SynchronizationContext"/>, as virtual time needs.</remarks>
internal sealed class Abandonable<T> : IValueTaskSource<T>
{
    private readonly CancellationToken _token;
    private ManualResetValueTaskSourceCore<T> _outcome;
    private ValueTask<T> _operation;
    private int _isSettled;

    private Abandonable(CancellationToken token) => _token = token;

    /// <summary>Starts an operation.</summary>
    public static ValueTask<T> Start<TState>(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var awaited = new Abandonable<T>(cancellationToken);

        // Before the operation's own registrations: callbacks run in reverse, so an operation that heeds its token ends first.
        var registration = cancellationToken.UnsafeRegister(static a => ((Abandonable<T>)a!).Abandon(), awaited);
        ValueTask<T> pending;
        try
        {
            pending = operation(state, cancellationToken);
        }
        catch
        {
            registration.Unregister();
            throw;
        }

        if (pending.IsCompleted)
        {
            registration.Unregister();
            return pending;
        }

        awaited._operation = pending;
#pragma warning disable CA2012 // awaited once, by hand
        pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => awaited.Complete(registration));
#pragma warning restore CA2012
        return new(awaited, awaited._outcome.Version);
    }

    T IValueTaskSource<T>.GetResult(short token) => _outcome.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private void Abandon()
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 0)
        {
            _outcome.SetException(new OperationCanceledException(_token));
        }
    }

    private void Complete(CancellationTokenRegistration registration)
    {
        registration.Unregister();
        var isAbandoned = Interlocked.Exchange(ref _isSettled, 1) != 0;
        T result;
        try
        {
            result = _operation.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            if (!isAbandoned)
            {
                _outcome.SetException(error);
            }

            return;
        }

        if (isAbandoned)
        {
            (result as IDisposable)?.Dispose();
        }
        else
        {
            _outcome.SetResult(result);
        }
    }
}
