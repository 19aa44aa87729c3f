using System.Collections.Immutable;
using System.Reactive;
using System.Reactive.Disposables;
using System.Runtime.ExceptionServices;

namespace Sse.Reactive;

/// <summary>
/// One subscription of <see cref="ShareLatest{T}"/> to its source, from the first subscriber to the last, or to the source's end.
/// </summary>
internal sealed class SharedConnection<T>(Func<T, bool> isState, Notification<T>? initial, Action<SharedConnection<T>> retire)
    : IObserver<T>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SingleAssignmentDisposable _subscription = new();
    private ImmutableArray<SharedSubscriber<T>> _subscribers = [];
    private Notification<T>? _latest = initial;
    private Notification<T>? _end;

    /// <summary>How many subscribers there are. Guarded by the lock of <see cref="ShareLatest{T}"/>.</summary>
    public int Subscribers { get; set; }

    public bool HasEnded => Volatile.Read(ref _end) is not null;

    public void Add(SharedSubscriber<T> subscriber)
    {
        lock (subscriber.Gate) // values that come meanwhile wait until the state has been delivered
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

    public void Remove(SharedSubscriber<T> subscriber)
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
            _subscription.Disposable = source.Subscribe(this);
        }
        catch (Exception error) when (!HasEnded)
        {
            OnError(error); // as Rx does; other subscribers may have arrived meanwhile
        }
    }

    public void OnNext(T value)
    {
        ImmutableArray<SharedSubscriber<T>> subscribers;
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

    public void Dispose() => _subscription.Dispose();

    private void Deliver(SharedSubscriber<T> subscriber, T value)
    {
        try
        {
            subscriber.OnNext(value);
        }
        catch (Exception error)
        {
            // The exception is rethrown and closes the connection. The other subscribers receive it as the error.
            subscriber.Dispose();
            End(Notification.CreateOnError<T>(error), error);
        }
    }

    /// <summary>Ends the sequence for every subscriber, even if one of them throws; then rethrows.</summary>
    private void End(Notification<T> end, params List<Exception> thrown)
    {
        ImmutableArray<SharedSubscriber<T>> subscribers;
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
                // The end's own error, rethrown: Rx does that for an observer without an error handler.
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
