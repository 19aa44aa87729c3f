using System.Threading.Tasks.Sources;

namespace Sse.Reactive;

/// <summary>
/// What a caller's code gives in its own time (a request, a response, bytes, a checkpoint), awaited no longer than until the token is cancelled, whether or not that code heeds
/// it. What comes later is closed, and what it throws then concerns nobody.
/// </summary>
/// <remarks>
/// No task: the continuation runs where the operation completes, also under a <see cref="SynchronizationContext"/>, as virtual time needs. Never, though, inside the callbacks of
/// <see cref="CancelBy"/>, where what an observer throws would come out wrapped.
/// </remarks>
internal sealed class CancellableWait<T> : IValueTaskSource<T>
{
    private const int Pending = 0;
    private const int Held = 1;
    private const int CompletedWhileHeld = 2;
    private const int Settled = 3;

    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private ManualResetValueTaskSourceCore<T> _outcome;
    private ValueTask<T> _operation;
    private int _state;

    private CancellableWait(CancellationToken token) => _token = token;

    /// <summary>The outcome; awaited once.</summary>
    public ValueTask<T> Outcome => new(this, _outcome.Version);

    /// <summary>Starts an operation.</summary>
    /// <returns>Its outcome, awaited once.</returns>
    public static ValueTask<T> Start<TState>(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken) =>
        TryStart(state, operation, cancellationToken, out var done) is { } awaited ? awaited.Outcome : done;

    /// <summary>Starts an operation.</summary>
    /// <returns><see langword="null"/> if it is over already; then <paramref name="done"/> is its outcome.</returns>
    public static CancellableWait<T>? TryStart<TState>(
        TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken, out ValueTask<T> done)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var awaited = new CancellableWait<T>(cancellationToken);

        // Before the operation's own registrations: callbacks run in reverse, so an operation that heeds its token ends first.
        awaited._registration = cancellationToken.UnsafeRegister(static a => ((CancellableWait<T>)a!).GiveUp(Pending), awaited);
        try
        {
            done = operation(state, cancellationToken);
        }
        catch
        {
            awaited._registration.Unregister();
            throw;
        }

        if (done.IsCompleted)
        {
            awaited._registration.Unregister();
            return null;
        }

        awaited._operation = done;
#pragma warning disable CA2012 // awaited once, by hand
        done.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(awaited.Complete);
#pragma warning restore CA2012
        return awaited;
    }

    /// <summary>Cancels the operation, and goes on when all who heed that have been told.</summary>
    public void CancelBy(CancellationTokenSource source)
    {
        Interlocked.CompareExchange(ref _state, Held, Pending);
        try
        {
            source.Cancel();
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Settled, CompletedWhileHeld) == CompletedWhileHeld)
            {
                Settle();
            }
            else
            {
                GiveUp(Held);
            }
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => _outcome.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private void GiveUp(int from)
    {
        if (Interlocked.CompareExchange(ref _state, Settled, from) == from)
        {
            _outcome.SetException(new OperationCanceledException(_token));
        }
    }

    private void Complete()
    {
        _registration.Unregister();
        if (Interlocked.CompareExchange(ref _state, Settled, Pending) == Pending)
        {
            Settle();
        }
        else if (Interlocked.CompareExchange(ref _state, CompletedWhileHeld, Held) != Held)
        {
            Discard();
        }
    }

    private void Settle()
    {
        T result;
        try
        {
            result = _operation.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            _outcome.SetException(error);
            return;
        }

        _outcome.SetResult(result);
    }

    private void Discard()
    {
        try
        {
            (_operation.GetAwaiter().GetResult() as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // Nobody waits for it any more.
        }
    }
}
