using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// One subscription for all subscribers, from the first to the last; whoever comes late is told the latest state first. Then it starts afresh, where
/// Rx's <c>Replay(1).RefCount()</c> keeps one subject and would greet a new life with the old one's end.
/// </summary>
internal static class ShareLatestOperator
{
    /// <param name="source">Subscribed to once at a time.</param>
    /// <param name="isState">Which values a late subscriber is told.</param>
    /// <param name="beginning">What is told until there is a state; the first subscriber is told it too.</param>
    public static IObservable<T> ShareLatest<T>(this IObservable<T> source, Func<T, bool> isState, Notification<T>? beginning = null)
    {
        var gate = new Lock();
        Life<T>? current = null;

        return Observable.Create<T>(observer =>
        {
            Life<T> life;
            bool isFirst;
            lock (gate)
            {
                life = current ??= new(isState, beginning, Retire);
                isFirst = life.Subscribers++ == 0;
            }

            var subscriber = new Subscriber<T>(observer);
            try
            {
                life.Add(subscriber);
                if (isFirst)
                {
                    life.Connect(source);
                }
            }
            catch
            {
                Leave();
                throw;
            }

            return Disposable.Create(Leave);

            void Leave()
            {
                life.Remove(subscriber);
                lock (gate)
                {
                    if (--life.Subscribers > 0)
                    {
                        return;
                    }

                    Retire(life);
                }

                life.Dispose();
            }
        });

        // Whoever comes from now on begins a new life.
        void Retire(Life<T> life)
        {
            lock (gate)
            {
                if (current == life && (life.Subscribers == 0 || life.HasEnded))
                {
                    current = null;
                }
            }
        }
    }

    /// <summary>From the first subscriber to the last, or to the source's end.</summary>
    private sealed class Life<T>(Func<T, bool> isState, Notification<T>? beginning, Action<Life<T>> retire) : IObserver<T>, IDisposable
    {
        private readonly Lock _gate = new();
        private readonly SingleAssignmentDisposable _connection = new();
        private ImmutableArray<Subscriber<T>> _subscribers = [];
        private Notification<T>? _latest = beginning;
        private Notification<T>? _end;

        public int Subscribers { get; set; }

        public bool HasEnded => Volatile.Read(ref _end) is not null;

        public void Add(Subscriber<T> subscriber)
        {
            lock (subscriber.Gate) // what comes meanwhile waits until the state has been told
            {
                Notification<T>? latest, end;
                lock (_gate)
                {
                    (latest, end) = (_latest, _end);
                    _subscribers = _subscribers.Add(subscriber);
                }

                latest?.Accept(subscriber.Observer);
                end?.Accept(subscriber.Observer);
            }
        }

        public void Remove(Subscriber<T> subscriber)
        {
            lock (_gate)
            {
                _subscribers = _subscribers.Remove(subscriber);
            }
        }

        public void Connect(IObservable<T> source)
        {
            try
            {
                _connection.Disposable = source.Subscribe(this);
            }
            catch (Exception error) when (!HasEnded)
            {
                OnError(error); // as Rx does; others may have come meanwhile
            }
        }

        public void OnNext(T value)
        {
            ImmutableArray<Subscriber<T>> subscribers;
            lock (_gate)
            {
                subscribers = _subscribers;
                if (isState(value))
                {
                    _latest = Notification.CreateOnNext(value);
                }
            }

            foreach (var subscriber in subscribers)
            {
                Deliver(subscriber, value);
            }
        }

        public void OnError(Exception error) => End(Notification.CreateOnError<T>(error));

        public void OnCompleted() => End(Notification.CreateOnCompleted<T>());

        public void Dispose() => _connection.Dispose();

        private void Deliver(Subscriber<T> subscriber, T value)
        {
            try
            {
                subscriber.OnNext(value);
            }
            catch (Exception error)
            {
                // The connection closes, and the exception goes on up. The others have to hear of it.
                subscriber.Dispose();
                End(Notification.CreateOnError<T>(error), error);
            }
        }

        /// <summary>Tells all subscribers, whatever one of them throws; that is thrown then.</summary>
        private void End(Notification<T> end, params List<Exception> thrown)
        {
            ImmutableArray<Subscriber<T>> subscribers;
            lock (_gate)
            {
                _end = end;
                subscribers = _subscribers;
            }

            retire(this);
            foreach (var subscriber in subscribers)
            {
                try
                {
                    subscriber.End(end);
                }
                catch (Exception error) when (!thrown.Contains(error))
                {
                    thrown.Add(error);
                }
                catch
                {
                    // The end itself, rethrown: what Rx does for an observer that handles no errors.
                }
            }

            if (thrown is [var only])
            {
                ExceptionDispatchInfo.Throw(only);
            }

            if (thrown.Count > 1)
            {
                throw new AggregateException(thrown);
            }
        }
    }

    private sealed class Subscriber<T>(IObserver<T> observer) : IDisposable
    {
        private volatile bool _isDisposed;

        public IObserver<T> Observer => observer;

        public Lock Gate { get; } = new();

        public void OnNext(T value)
        {
            lock (Gate)
            {
                observer.OnNext(value);
            }
        }

        public void End(Notification<T> end)
        {
            lock (Gate)
            {
                if (!_isDisposed)
                {
                    end.Accept(observer);
                }
            }
        }

        public void Dispose() => _isDisposed = true;
    }
}
