using System.Reactive;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>An observable that plays a marble string, and records who was subscribed to it and when.</summary>
/// <typeparam name="T">What its letters stand for.</typeparam>
public sealed class MarbleObservable<T> : IObservable<T>
{
    private readonly Marbles _marbles;
    private readonly Func<IObserver<T>, IDisposable> _subscribe;
    private readonly List<Span> _subscriptions = [];

    internal MarbleObservable(Marbles marbles, Func<IObserver<T>, IDisposable> subscribe)
    {
        _marbles = marbles;
        _subscribe = subscribe;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var span = new Span(_marbles.Now);
        _subscriptions.Add(span);

        var subscription = new SingleAssignmentDisposable();
        var ending = Disposable.Create(() =>
        {
            span.End(_marbles.Now);
            subscription.Dispose();
        });
        subscription.Disposable = _subscribe(Observer.Create<T>(
            observer.OnNext,
            error =>
            {
                ending.Dispose();
                observer.OnError(error);
            },
            () =>
            {
                ending.Dispose();
                observer.OnCompleted();
            }));
        return ending;
    }

    /// <summary>Asserts how long it was subscribed to, one marble string for each subscription, in their order.</summary>
    /// <param name="subscriptions">
    /// <c>"--^---!"</c>: subscribed to in frame 2, unsubscribed in frame 6 (so also where the sequence ended). Without <c>!</c>, still subscribed.
    /// Frames count from where virtual time began. Virtual time is first played as far as they reach.
    /// </param>
    /// <exception cref="MarbleSyntaxException">A string makes no sense.</exception>
    public void ExpectSubscriptions(params string[] subscriptions) =>
        _marbles.ExpectSpans("The subscriptions are", "subscription", () => _subscriptions, subscriptions);
}
