using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace Sse.Reactive;

/// <summary>
/// Pushes an asynchronous sequence: asks for the next item when <c>OnNext</c> has returned, so that a slow observer holds up the source
/// and nothing is queued.
/// </summary>
/// <remarks>
/// Written by hand because what an observer throws has to reach the thread that delivered the item, where an asynchronous method would
/// keep it in a task. <paramref name="subscription"/> is the whole subscription: a source that never waits has to see that it is gone
/// even before <c>Subscribe</c> has returned.
/// </remarks>
internal sealed class Pump<T>(IAsyncEnumerable<T> source, ICancelable subscription) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        var run = new Run(source, observer, subscription);

        // Not before every subscription above has its handle: only then can a Take(1) stop a source that never waits.
        CurrentThreadScheduler.Instance.Schedule(run.Start);
        return run;
    }

    private sealed class Run : IDisposable
    {
        private readonly CancellationTokenSource _closing = new();
        private readonly IAsyncEnumerator<T> _items;
        private readonly IObserver<T> _observer;
        private readonly ICancelable _subscription;
        private Action? _resume;
        private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _pending;

        public Run(IAsyncEnumerable<T> source, IObserver<T> observer, ICancelable subscription)
        {
            _observer = observer;
            _subscription = subscription;
            _items = source.GetAsyncEnumerator(_closing.Token);
        }

        private bool IsClosed => _closing.IsCancellationRequested || _subscription.IsDisposed;

        public void Start()
        {
            // A source that need not wait is drained right here, in a loop: the stack stays flat.
            bool goOn;
            do
            {
#pragma warning disable CA2012 // an awaiter by hand is what this class is for: each is asked once
                var move = _items.MoveNextAsync().ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
                if (!move.IsCompleted)
                {
                    _pending = move;
                    move.OnCompleted(_resume ??= Resume);
                    return;
                }

                goOn = Deliver(move);
            }
            while (goOn);
        }

        public void Dispose() => _closing.Cancel();

        private void Resume()
        {
            if (Deliver(_pending))
            {
                Start();
            }
        }

        /// <returns>Whether to ask for more.</returns>
        private bool Deliver(ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter move)
        {
            bool hasItem;
            try
            {
                hasItem = move.GetResult();
            }
            catch (Exception error)
            {
                if (!IsClosed)
                {
                    _observer.OnError(error);
                }

                return false;
            }

            if (!hasItem)
            {
                if (!IsClosed)
                {
                    _observer.OnCompleted();
                }

                return false;
            }

            var goesOn = false;
            try
            {
                if (!IsClosed)
                {
                    _observer.OnNext(_items.Current);
                    goesOn = !IsClosed;
                }
            }
            finally
            {
                if (!goesOn)
                {
                    Close();
                }
            }

            return goesOn;
        }

        /// <summary>Ends the sequence between two items. It frees what it holds at once; that it has is nothing to wait for.</summary>
        private void Close()
        {
            _closing.Cancel();
            _ = _items.DisposeAsync().AsTask();
        }
    }
}
