using System.Threading.Tasks.Sources;

namespace Sse.Reactive;

/// <summary>
/// Awaits what user code provides (a request, a response, bytes, a checkpoint), but gives up when the token is cancelled, even if that code
/// ignores it. A late result is disposed of; a late exception is swallowed.
/// </summary>
/// <remarks>
/// No task: the continuation runs where the operation completes, also under a <see cref="SynchronizationContext"/>, as virtual time needs.
/// It never runs inside the callbacks of <see cref="CancelBy"/>, which would wrap what an observer throws.
/// </remarks>
internal sealed class CancellableWait<T> : IValueTaskSource<T>
{
    private const int Pending = 0;
    private const int Held = 1; // cancellation callbacks are running
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
    public static ValueTask<T> Start<TState>(
        TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken) =>
        TryStart(state, operation, cancellationToken, out var done) is { } awaited ? awaited.Outcome : done;

    /// <summary>Starts an operation.</summary>
    /// <returns><see langword="null"/> if it is over already; then <paramref name="done"/> is its outcome.</returns>
    public static CancellableWait<T>? TryStart<TState>(
        TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken, out ValueTask<T> done)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var awaited = new CancellableWait<T>(cancellationToken);

        // Before the operation's own registrations: callbacks run in reverse, so an operation that observes its token ends first.
        awaited._registration = cancellationToken.UnsafeRegister(static wait => ((CancellableWait<T>)wait!).Cancelled(), awaited);
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
        done.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(awaited.Completed);
#pragma warning restore CA2012
        return awaited;
    }

    /// <summary>Cancels the operation, and continues when all callbacks have run.</summary>
    public void CancelBy(CancellationTokenSource source)
    {
        Interlocked.CompareExchange(ref _state, Held, Pending);
        try
        {
            source.Cancel();
        }
        finally
        {
            // One step decides: whatever completes from now on finds the wait settled.
            switch (Interlocked.Exchange(ref _state, Settled))
            {
                case CompletedWhileHeld:
                    Settle();
                    break;
                case Held:
                    GiveUp();
                    break;
            }
        }
    }

    T IValueTaskSource<T>.GetResult(short token) => _outcome.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private void Cancelled()
    {
        if (Interlocked.CompareExchange(ref _state, Settled, Pending) == Pending)
        {
            GiveUp();
        }
    }

    private void GiveUp() => _outcome.SetException(new OperationCanceledException(_token));

    private void Completed()
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
            // The caller has given up: there is no one to report it to.
        }
    }
}
