using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary><see cref="SseOptions.Restart"/> for one subscription: ends whatever it is waiting for.</summary>
/// <remarks>
/// A request is kept until the next attempt begins, so none is lost while nothing is being waited for. It is handled on the scheduler, so
/// the thread that requests it never runs subscribers.
/// </remarks>
internal sealed class Restarts : IObserver<Unit>, IDisposable
{
    private readonly IScheduler _scheduler;
    private readonly IDisposable _subscription;
    private volatile bool _isRequested;
    private volatile Exception? _error;
    private Action? _end; // of the current wait

    public Restarts(IObservable<Unit> requests, IScheduler scheduler)
    {
        _scheduler = scheduler;
        _subscription = requests.Subscribe(this);
    }

    /// <summary>Whether a restart was requested since the latest attempt began.</summary>
    public bool IsRequested => _isRequested;

    /// <summary>The error of <see cref="SseOptions.Restart"/>, which is that of the subscription too.</summary>
    public Exception? Error => _error;

    /// <summary>An attempt begins, which is what earlier requests asked for.</summary>
    public void BeginAttempt()
    {
        _isRequested = false;
        Interlocked.MemoryBarrier(); // an error that comes at this moment is seen here, or requests a restart after this
        if (_error is not null)
        {
            _isRequested = true;
        }
    }

    public void ThrowIfRequested()
    {
        if (_isRequested)
        {
            throw new SseRestartException();
        }
    }

    /// <summary>A wait has begun. One at a time.</summary>
    /// <param name="end">Ends the wait. Called at most once, and also just after the wait is over.</param>
    /// <returns>To be disposed of when the wait is over.</returns>
    public IDisposable Waiting(Action end)
    {
        Interlocked.Exchange(ref _end, end);
        if (_isRequested)
        {
            EndWait();
        }

        return Disposable.Create(() => Interlocked.CompareExchange(ref _end, null, end));
    }

    public void OnNext(Unit value)
    {
        _isRequested = true;
        EndWait();
    }

    public void OnError(Exception error)
    {
        _error = error;
        OnNext(default);
    }

    public void OnCompleted()
    {
    }

    public void Dispose() => _subscription.Dispose();

    private void EndWait() => _scheduler.Schedule(() =>
    {
        if (_isRequested)
        {
            Interlocked.Exchange(ref _end, null)?.Invoke();
        }
    });
}
