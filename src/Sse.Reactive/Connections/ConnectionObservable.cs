using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// Pushes one connection: asks for the next step when <c>OnNext</c> has returned, so that a slow observer holds up the server and nothing
/// is queued. Completes when it has told how the connection ended. For one subscription.
/// </summary>
/// <remarks>
/// Written by hand because what an observer throws has to reach the thread that delivered the step, where an asynchronous method would
/// keep it in a task. <paramref name="subscription"/> is the whole subscription: a source that never waits has to see that it is gone
/// even before <c>Subscribe</c> has returned.
/// </remarks>
internal sealed class ConnectionObservable(Connection connection, ICancelable subscription) : IObservable<ConnectionItem>, IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private IObserver<ConnectionItem>? _observer;
    private ExecutionContext? _context;
    private Action? _resume;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _pending;

    private bool IsClosed => _closing.IsCancellationRequested || subscription.IsDisposed;

    public IDisposable Subscribe(IObserver<ConnectionItem> observer)
    {
        _observer = observer;
        _context = ExecutionContext.Capture(); // the subscriber's: kept once, where each wait would keep it again

        // Not before every subscription above has its handle: only then can a Take(1) stop a source that never waits.
        CurrentThreadScheduler.Instance.Schedule(Start);
        return this;
    }

    /// <summary>Closes the connection at once. The pending read is cancelled first, so there is nothing left to drain.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        connection.Close();
    }

    private void Start()
    {
        // A source that need not wait is drained right here, in a loop: the stack stays flat.
        bool goesOn;
        do
        {
#pragma warning disable CA2012 // an awaiter by hand is what this class is for: each is asked once
            var next = connection.NextAsync(_closing.Token).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            if (!next.IsCompleted)
            {
                _pending = next;
                next.UnsafeOnCompleted(_resume ??= Resume);
                return;
            }

            goesOn = Deliver(next);
        }
        while (goesOn);
    }

    private void Resume()
    {
        if (_context is null)
        {
            GoOn();
        }
        else
        {
            // A copy (on .NET itself): .NET Framework runs in a context only once.
            ExecutionContext.Run(_context.CreateCopy(), static pump => ((ConnectionObservable)pump!).GoOn(), this);
        }
    }

    private void GoOn()
    {
        if (Deliver(_pending))
        {
            Start();
        }
    }

    /// <returns>Whether to ask for more.</returns>
    private bool Deliver(ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter next)
    {
        ConnectionItem step;
        try
        {
            step = connection.Take(next.GetResult());
        }
        catch (Exception error)
        {
            return Fail(error);
        }

        var goesOn = false;
        try
        {
            if (!IsClosed)
            {
                _observer!.OnNext(step);
                goesOn = !IsClosed;
            }
        }
        finally
        {
            if (!goesOn)
            {
                connection.Dispose();
            }
        }

        if (goesOn && step.IsLast)
        {
            _observer!.OnCompleted();
            return false;
        }

        return goesOn;
    }

    /// <returns>Whether to ask for more: for what follows, when this is the end of the connection.</returns>
    private bool Fail(Exception error)
    {
        if (IsClosed)
        {
            connection.Dispose();
            return false;
        }

        if (!connection.IsLost)
        {
            connection.Lost(error);
            return true;
        }

        _observer!.OnError(error);
        return false;
    }
}
