using System.Reactive;
using System.Reactive.Disposables;

namespace Sse.Reactive.Testing;

/// <summary>An observable that plays a marble string, and records when it was subscribed to.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <remarks>
/// <see cref="Marbles.Hot"/>, <see cref="Marbles.Cold"/>, <see cref="Marbles.HotOf"/> and <see cref="Marbles.ColdOf"/> create one.
/// </remarks>
public sealed class MarbleObservable<T> : IObservable<T>
{
    private readonly Marbles _marbles;
    private readonly Func<IObserver<T>, IDisposable> _subscribe;
    private readonly List<Lifetime> _subscriptions = [];

    internal MarbleObservable(Marbles marbles, Func<IObserver<T>, IDisposable> subscribe)
    {
        _marbles = marbles;
        _subscribe = subscribe;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var lifetime = new Lifetime(_marbles.Now);
        _subscriptions.Add(lifetime);

        var subscription = new SingleAssignmentDisposable();
        var ending = Disposable.Create(() =>
        {
            lifetime.Close(_marbles.Now);
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

    /// <summary>Asserts when the observable was subscribed to: one marble string per subscription, in order.</summary>
    /// <remarks>
    /// Virtual time is first played to the end of the longest string. Frames count from the creation of the <see cref="Marbles"/>.
    /// </remarks>
    /// <param name="subscriptions">
    /// <c>"--^---!"</c> is a subscription in frame 2 that ended in frame 6, by unsubscribing or because the sequence ended. Without
    /// <c>!</c>, it still lasts.
    /// </param>
    /// <exception cref="MarbleSyntaxException">A string is invalid.</exception>
    /// <exception cref="Exception">The assertion failed: see <see cref="MarbleAssertionException"/>.</exception>
    /// <example>
    /// <code>
    /// var source = marbles.Cold("-a-b-c|");
    /// marbles.Expect(source.Take(2)).ToBe("-a-(b|)");
    /// source.ExpectSubscriptions("^--!");
    /// </code>
    /// </example>
    public void ExpectSubscriptions(params string[] subscriptions) =>
        _marbles.ExpectLifetimes("subscription", () => _subscriptions, subscriptions);
}
