using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>
/// One subscription for all subscribers, from the first to the last; whoever comes late is told the latest state first. Then it starts afresh, where
/// Rx's <c>Replay(1).RefCount()</c> keeps one subject and would greet a new life with the old one's end.
/// </summary>
internal static class ShareLatestOperator
{
    /// <param name="source">Subscribed to once at a time.</param>
    /// <param name="isState">Which values a late subscriber is told.</param>
    public static IObservable<T> ShareLatest<T>(this IObservable<T> source, Func<T, bool> isState)
    {
        var gate = new Lock();
        Life<T>? current = null;

        return Observable.Create<T>(observer =>
        {
            Life<T> life;
            bool isFirst;
            lock (gate)
            {
                life = current ??= new(isState, Retire);
                isFirst = life.Subscribers++ == 0;
            }

            var subscription = life.Subscribe(observer);
            if (isFirst)
            {
                life.Connection.Disposable = source.Subscribe(life);
            }

            return Disposable.Create(() =>
            {
                subscription.Dispose();
                lock (gate)
                {
                    if (--life.Subscribers > 0)
                    {
                        return;
                    }

                    Retire(life);
                }

                life.Connection.Dispose();
            });
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
    private sealed class Life<T>(Func<T, bool> isState, Action<Life<T>> retire) : IObserver<T>
    {
        private readonly Lock _gate = new();
        private ImmutableArray<Subscriber<T>> _subscribers = [];
        private Notification<T>? _latest;
        private Notification<T>? _end;

        public SingleAssignmentDisposable Connection { get; } = new();

        public int Subscribers { get; set; }

        public bool HasEnded => Volatile.Read(ref _end) is not null;

        public IDisposable Subscribe(IObserver<T> observer)
        {
            var subscriber = new Subscriber<T>(observer);
            lock (subscriber.Gate) // what comes meanwhile waits until the state has been told
            {
                Notification<T>? latest, end;
                lock (_gate)
                {
                    (latest, end) = (_latest, _end);
                    _subscribers = _subscribers.Add(subscriber);
                }

                latest?.Accept(observer);
                end?.Accept(observer);
            }

            return Disposable.Create(() =>
            {
                lock (_gate)
                {
                    _subscribers = _subscribers.Remove(subscriber);
                }
            });
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
                OnError(error);
                throw;
            }
        }

        private void End(Notification<T> end)
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
                subscriber.End(end);
            }
        }
    }

    private sealed class Subscriber<T>(IObserver<T> observer) : IDisposable
    {
        private volatile bool _isDisposed;

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
