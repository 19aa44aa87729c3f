using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Sse.Reactive;

/// <summary><c>Replay(1).RefCount()</c> that starts afresh: Rx's own keeps one subject, which would greet a new life with the old one's end.</summary>
internal static class ShareLatestOperator
{
    public static IObservable<T> ShareLatest<T>(this IObservable<T> source)
    {
        var gate = new object();
        Life<T>? current = null;

        return Observable.Create<T>(observer =>
        {
            Life<T> life;
            bool isFirst;
            lock (gate)
            {
                life = current ??= new(source.Replay(1));
                isFirst = life.Subscribers++ == 0;
            }

            var subscription = life.Shared.Subscribe(observer);
            if (isFirst)
            {
                life.Connection.Disposable = life.Shared.Connect();
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

                    current = null;
                }

                life.Connection.Dispose();
            });
        });
    }

    /// <summary>From the first subscriber to the last.</summary>
    private sealed class Life<T>(IConnectableObservable<T> shared)
    {
        public IConnectableObservable<T> Shared { get; } = shared;

        public SingleAssignmentDisposable Connection { get; } = new();

        public int Subscribers { get; set; }
    }
}
