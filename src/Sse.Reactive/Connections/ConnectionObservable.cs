using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// The read loop: one connection, pushed. It asks for the next item when <c>OnNext</c> has returned, so that a slow observer slows the
/// server and nothing is queued. It completes after <see cref="SseSignal.Ended"/>, and fails with the cause after
/// <see cref="SseSignal.Disconnected"/>. For one subscription.
/// </summary>
/// <remarks>
/// Written by hand because an observer's exception must reach the thread that delivered the item; an asynchronous method would keep it in a
/// task. A source that never waits runs on the trampoline, before <c>Subscribe</c> has returned. The loop therefore checks whether the
/// whole subscription is over.
/// </remarks>
internal sealed class ConnectionObservable(Connection connection) : IObservable<ConnectionItem>, IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private IObserver<ConnectionItem>? _observer;
    private ExecutionContext? _context;
    private Action? _resume;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _pending;

    private bool IsClosed => _closing.IsCancellationRequested || connection.IsAbandoned;

    public IDisposable Subscribe(IObserver<ConnectionItem> observer)
    {
        _observer = observer;
        _context = ExecutionContext.Capture(); // the subscriber's, captured once: each wait would capture it again

        // On the trampoline: every subscription downstream has its handle by then. Otherwise Take(1) could not stop a source that never
        // waits.
        CurrentThreadScheduler.Instance.Schedule(Read);
        return this;
    }

    /// <summary>Closes the connection at once. The pending read is cancelled first, so there is nothing left to drain.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        connection.Close();
    }

    private void Read()
    {
        // A source that does not wait is drained right here, in a loop: the stack stays flat.
        bool goesOn;
        do
        {
#pragma warning disable CA2012 // awaiting by hand is what this class is for: each awaiter is asked once
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
            Continue();
        }
        else
        {
            // A copy (on .NET itself): .NET Framework runs in a context only once.
            ExecutionContext.Run(_context.CreateCopy(), static loop => ((ConnectionObservable)loop!).Continue(), this);
        }
    }

    private void Continue()
    {
        if (Deliver(_pending))
        {
            Read();
        }
    }

    /// <returns>Whether to read on.</returns>
    private bool Deliver(ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter next)
    {
        ConnectionItem item;
        try
        {
            item = connection.Take(next.GetResult());
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
                if (!item.IsEndOfBody)
                {
                    _observer!.OnNext(item);
                }

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

        switch (goesOn ? item.Signal : null)
        {
            case SseSignal.Disconnected lost:
                _observer!.OnError(lost.Cause); // already reported by the signal: for Retry
                return false;
            case SseSignal.Ended:
                _observer!.OnCompleted();
                return false;
            default:
                return goesOn;
        }
    }

    /// <returns>Whether to read on: for the decision that follows the end of the connection.</returns>
    private bool Fail(Exception error)
    {
        if (IsClosed)
        {
            connection.Dispose();
            return false;
        }

        if (!connection.IsLost)
        {
            connection.Lose(error);
            return true;
        }

        _observer!.OnError(error);
        return false;
    }
}
