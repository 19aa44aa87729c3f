using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>
/// Passes values on, and saves the ID of each that is done: its <c>OnNext</c> has returned, and the subscription has not been disposed by
/// then. See <see cref="SseCheckpointExtensions"/>.
/// </summary>
internal sealed class CheckpointObservable<T>(IObservable<T> source, ISseCheckpointStore store, Func<T, string?> lastEventId)
    : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var run = new Run(observer, new(store), lastEventId);
        run.Start(source);
        return run.Handle;
    }

    private sealed class Run(IObserver<T> observer, CheckpointSaver saver, Func<T, string?> lastEventId) : IObserver<T>, IDisposable
    {
        private readonly Lock _gate = new(); // an error of the store comes on another thread, and must not overlap an OnNext
        private readonly SingleAssignmentDisposable _source = new();
        private readonly SingleAssignmentDisposable _handle = new();
        private int _isStopped; // 0 or 1
        private volatile bool _hasEnded; // the source has; saves may still run
        private bool _isDelivering;
        private Exception? _error;

        private bool IsStopped => Volatile.Read(ref _isStopped) == 1;

        /// <summary>The handle that the subscriber has. It may be kept after the end, and lets go of this run then.</summary>
        public IDisposable Handle => _handle;

        public void Start(IObservable<T> source)
        {
            _handle.Disposable = this;
            _source.Disposable = source.Subscribe(this);
        }

        public void OnNext(T value)
        {
            lock (_gate)
            {
                if (IsStopped || _hasEnded)
                {
                    return;
                }

                Deliver(value);
                if (IsStopped)
                {
                    return; // an operator downstream may have disposed because its work failed
                }
            }

            Acknowledge(value);
            if (_hasEnded)
            {
                OnCompleted();
            }
        }

        public void OnError(Exception error)
        {
            _error = error;
            OnCompleted();
        }

        public void OnCompleted()
        {
            _hasEnded = true;
            Interlocked.MemoryBarrier(); // a save that completes at this moment is seen here, or sees the end
            if (!_isDelivering && saver.Saving is { IsCompleted: true } saving)
            {
                End(saving);
            }
        }

        public void Dispose() => Stop();

        private void Deliver(T value)
        {
            _isDelivering = true;
            try
            {
                observer.OnNext(value);
            }
            catch
            {
                Stop();
                throw;
            }
            finally
            {
                _isDelivering = false;
            }
        }

        private void Acknowledge(T value)
        {
            bool isNewRun;
            try
            {
                isNewRun = saver.Save(lastEventId(value));
            }
            catch (Exception error)
            {
                _source.Dispose();
                OnError(error);
                return;
            }

            if (isNewRun)
            {
                Watch(saver.Saving);
            }
        }

        /// <summary>Uses an awaiter, because an asynchronous method would keep an exception of the observer in a task.</summary>
        private void Watch(Task saving)
        {
            if (saving.IsCompleted)
            {
                Saved();
            }
            else
            {
                saving.ConfigureAwait(false).GetAwaiter().OnCompleted(Saved);
            }

            void Saved()
            {
                // Once the source has ended, the saver's latest run is the last. It may be a later one than this.
                if (saving.IsFaulted || (_hasEnded && (saving = saver.Saving).IsCompleted))
                {
                    End(saving);
                }
            }
        }

        /// <summary>Ends the sequence after the last run of saves.</summary>
        private void End(Task saving)
        {
            lock (_gate)
            {
                if (!Stop())
                {
                    return;
                }

                if (CheckpointSaver.Outcome(_error, saving) is { } error)
                {
                    observer.OnError(error);
                }
                else
                {
                    observer.OnCompleted();
                }
            }
        }

        private bool Stop()
        {
            var wasRunning = Interlocked.Exchange(ref _isStopped, 1) == 0;
            _source.Dispose();
            _handle.Dispose();
            return wasRunning;
        }
    }
}
