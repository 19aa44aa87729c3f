using System.Reactive.Linq;

namespace Sse.Reactive.DependencyInjection;

/// <summary>An event stream whose place and options come from dependency injection. Nothing happens before a subscription.</summary>
/// <remarks>
/// <para>What it gives is cold, as that of <see cref="SseObservable"/> and <see cref="SseAsyncEnumerable"/> is, of which it is no more than the arguments: each subscription or enumeration makes a connection of its own,
/// with the options there are when it begins, and keeps them. It has nothing to dispose of, and is thread-safe.</para>
/// <para>For what has no method here, <c>SseObservable.Connect(client.Uri, client.Options with { ... })</c>.</para>
/// </remarks>
public sealed class SseClient
{
    private readonly ClientSettings _settings;

    internal SseClient(string name, ClientSettings settings)
    {
        Name = name;
        _settings = settings;
    }

    /// <summary>The name it is registered under.</summary>
    public string Name { get; }

    /// <summary>Where the next subscription connects to.</summary>
    public Uri Uri => _settings.Current.Uri;

    /// <summary>How the next subscription connects.</summary>
    public SseOptions Options => _settings.Current.Options;

    /// <summary>The events: see <see cref="SseObservable.Connect(Uri, SseOptions?)"/>.</summary>
    /// <returns>The events, cold.</returns>
    public IObservable<SseEvent> Connect() => Observed(static target => SseObservable.Connect(target.Uri, target.Options));

    /// <summary>The events, made into values without a string between: see <see cref="SseObservable.Connect{T}(Uri, SseSelector{T}, SseOptions?)"/>.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="selector">Called for each event, in order; what it throws ends the sequence as its error, without a reconnect.</param>
    /// <returns>The selector's values, cold.</returns>
    public IObservable<T> Connect<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Observed(target => SseObservable.Connect(target.Uri, selector, target.Options));
    }

    /// <summary>The whole life of the connection: see <see cref="SseObservable.Signals(Uri, SseOptions?)"/>.</summary>
    /// <returns>The signals, cold.</returns>
    public IObservable<SseSignal> Signals() => Observed(static target => SseObservable.Signals(target.Uri, target.Options));

    /// <summary>The events, pulled: see <see cref="SseAsyncEnumerable.Connect(Uri, SseOptions?)"/>.</summary>
    /// <returns>The events, cold.</returns>
    public IAsyncEnumerable<SseEvent> ReadAllAsync() => Pulled(static target => SseAsyncEnumerable.Connect(target.Uri, target.Options));

    /// <summary>The events, pulled, and made into values without a string between: see <see cref="SseAsyncEnumerable.Connect{T}(Uri, SseSelector{T}, SseOptions?)"/>.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="selector">Called for each event when the consumer asks for it; what it throws passes through, without a reconnect.</param>
    /// <returns>The selector's values, cold.</returns>
    public IAsyncEnumerable<T> ReadAllAsync<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Pulled(target => SseAsyncEnumerable.Connect(target.Uri, selector, target.Options));
    }

    /// <summary>The whole life of the connection, pulled: see <see cref="SseAsyncEnumerable.Signals(Uri, SseOptions?)"/>.</summary>
    /// <returns>The signals, cold.</returns>
    public IAsyncEnumerable<SseSignal> ReadSignalsAsync() => Pulled(static target => SseAsyncEnumerable.Signals(target.Uri, target.Options));

    private IObservable<T> Observed<T>(Func<ClientTarget, IObservable<T>> connect) => Observable.Defer(() => connect(_settings.Current));

    private AtEnumeration<T> Pulled<T>(Func<ClientTarget, IAsyncEnumerable<T>> connect) => new(() => connect(_settings.Current));

    /// <summary>Asks for the sequence when it is enumerated.</summary>
    private sealed class AtEnumeration<T>(Func<IAsyncEnumerable<T>> sequence) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => sequence().GetAsyncEnumerator(cancellationToken);
    }
}
