using System.Reactive;
using System.Reactive.Disposables;

namespace Sse.Reactive;

/// <summary>
/// Shares one subscription among all subscribers, from the first to the last. A late subscriber receives the latest state first. The next
/// subscriber after the last one, or after the source has ended, starts a new subscription.
/// </summary>
/// <remarks>Rx's <c>Replay(1).RefCount()</c> keeps its subject, and would replay the end of the old subscription to a new one.</remarks>
/// <param name="source">Subscribed to once at a time.</param>
/// <param name="isState">Selects the values that a late subscriber receives.</param>
/// <param name="initial">Replayed until there is a state, also to the first subscriber.</param>
internal sealed class ShareLatest<T>(IObservable<T> source, Func<T, bool> isState, Notification<T>? initial = null) : ObservableBase<T>
{
    private readonly Lock _gate = new();
    private SharedConnection<T>? _current;

    protected override IDisposable SubscribeCore(IObserver<T> observer)
    {
        SharedConnection<T> connection;
        bool isFirst;
        lock (_gate)
        {
            connection = _current ??= new(isState, initial, Retire);
            isFirst = connection.Subscribers++ == 0;
        }

        var subscriber = new SharedSubscriber<T>(observer);
        try
        {
            connection.Add(subscriber);
            if (isFirst)
            {
                connection.Connect(source);
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
            connection.Remove(subscriber);
            lock (_gate)
            {
                if (--connection.Subscribers > 0)
                {
                    return;
                }

                Retire(connection);
            }

            connection.Dispose();
        }
    }

    /// <summary>Later subscribers start a new connection.</summary>
    private void Retire(SharedConnection<T> connection)
    {
        lock (_gate)
        {
            if (_current == connection && (connection.Subscribers == 0 || connection.HasEnded))
            {
                _current = null;
            }
        }
    }
}
