using System.Reactive.Disposables;
using Sse.Reactive;

namespace Sse.Concurrency.Tests;

/// <summary>
/// A source that delivers to each subscriber on a thread of its own: an opening, four events, with an outage before the last.
/// </summary>
internal sealed class ScriptedSignals : IObservable<SseSignal>
{
    private readonly Workers _deliveries = new();

    public int Made { get; private set; }

    /// <summary>The subscriptions that were not disposed of.</summary>
    public int Open { get; private set; }

    /// <summary>Completes when no delivery is in progress.</summary>
    public Task WhenIdleAsync() => _deliveries.WhenIdleAsync();

    public IDisposable Subscribe(IObserver<SseSignal> observer)
    {
        var number = ++Made;
        Open++;
        var life = new BooleanDisposable();
        _deliveries.Run(() => Deliver(observer, number, life));
        return Disposable.Create(() =>
        {
            Open--;
            life.Dispose();
        });
    }

    private static void Deliver(IObserver<SseSignal> observer, int number, BooleanDisposable life)
    {
        SseSignal[] signals =
        [
            new SseSignal.Opened(number, null, new Dictionary<string, string>()),
            .. Enumerable.Range(0, 3).Select(i => new SseSignal.Event(new($"{number}:{i}"))),
            new SseSignal.Disconnected(number, new IOException(), TimeSpan.Zero),
            new SseSignal.Event(new($"{number}:3")),
        ];
        try
        {
            foreach (var signal in signals)
            {
                if (life.IsDisposed)
                {
                    return;
                }

                observer.OnNext(signal);
            }

            if (!life.IsDisposed)
            {
                observer.OnCompleted();
            }
        }
        catch (ObserverException)
        {
            // it reaches the thread that delivers
        }
    }
}
