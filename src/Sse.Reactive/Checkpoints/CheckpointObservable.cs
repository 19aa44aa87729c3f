using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>Passes values on, and saves the ID of each once its <c>OnNext</c> has returned. See <see cref="SseCheckpointExtensions"/>.</summary>
internal sealed class CheckpointOperator<T>(IObservable<T> source, ISseCheckpointStore store, Func<T, string> lastEventId) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var run = new Run(observer, new(store), lastEventId);
        run.Start(source);
        return run;
    }

    private sealed class Run(IObserver<T> observer, CheckpointSaver writer, Func<T, string> lastEventId) : IObserver<T>, IDisposable
    {
        private readonly Lock _gate = new(); // a fault of the store comes on a thread of its own, and must not overlap an OnNext
        private readonly SingleAssignmentDisposable _source = new();
        private int _isStopped; // 1 once it is
        private volatile bool _hasEnded; // the source; the saves may go on
        private Exception? _error;

        public void Start(IObservable<T> source) => _source.Disposable = source.Subscribe(this);

        public void OnNext(T value)
        {
            lock (_gate)
            {
                if (Volatile.Read(ref _isStopped) == 1 || _hasEnded)
                {
                    return;
                }

                Deliver(value);
            }

            // Also if it was disposed of meanwhile: the value has passed.
            Acknowledge(value);
        }

        public void OnError(Exception error)
        {
            _error = error;
            OnCompleted();
        }

        public void OnCompleted()
        {
            _hasEnded = true;
            if (writer.Saving is { IsCompleted: true } saving)
            {
                End(saving);
            }
        }

        public void Dispose() => Stop();

        private void Deliver(T value)
        {
            try
            {
                observer.OnNext(value);
            }
            catch
            {
                Stop();
                throw;
            }
        }

        private void Acknowledge(T value)
        {
            bool isNewRun;
            try
            {
                isNewRun = writer.Note(lastEventId(value));
            }
            catch (Exception error)
            {
                _source.Dispose();
                OnError(error);
                return;
            }

            if (isNewRun)
            {
                Watch(writer.Saving);
            }
        }

        /// <summary>By awaiter: what the observer throws at the end has to reach a thread, where an asynchronous method would keep it in a task.</summary>
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
                // Once the source has ended, there is no later run than the writer's latest. This one may not be that.
                if (saving.IsFaulted || (_hasEnded && (saving = writer.Saving).IsCompleted))
                {
                    End(saving);
                }
            }
        }

        /// <summary>The end, with all that was noted saved, or with why it is not.</summary>
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
            return wasRunning;
        }
    }
}
