using System.Reactive.Linq;

namespace Sse.Reactive.DependencyInjection;

/// <summary>
/// A client of an event stream whose URL and options come from dependency injection. It does nothing before a subscription.
/// </summary>
/// <remarks>
/// <para>All sequences are cold, and the same as those of <see cref="SseObservable"/> and <see cref="SseAsyncEnumerable"/>: each
/// subscription or enumeration opens its own connection. It uses the URL and options that are current when it begins, and keeps them
/// through all reconnects.</para>
/// <para>For operations without a method here, call <c>SseObservable.Connect(client.Uri, client.Options with { ... })</c>.</para>
/// <para>Thread-safe. There is nothing to dispose.</para>
/// </remarks>
/// <example>
/// <code>
/// services.AddSseClient("feed", client => client.Uri = new("https://example.com/events"));
///
/// using var provider = services.BuildServiceProvider();
/// var feed = provider.GetRequiredKeyedService&lt;SseClient>("feed"); // or inject [FromKeyedServices("feed")] SseClient feed
/// </code>
/// </example>
public sealed class SseClient
{
    private readonly ClientOptionsMonitor _monitor;

    internal SseClient(string name, ClientOptionsMonitor monitor)
    {
        Name = name;
        _monitor = monitor;
    }

    /// <summary>The name under which the client is registered.</summary>
    public string Name { get; }

    /// <summary>The URL of the next subscription.</summary>
    public Uri Uri => _monitor.Current.Uri;

    /// <summary>The options of the next subscription.</summary>
    public SseOptions Options => _monitor.Current.Options;

    /// <summary>Connects to the stream: see <see cref="SseObservable.Connect(Uri, SseOptions?)"/>.</summary>
    /// <returns>The events, cold. The sequence fails with the errors that are listed there.</returns>
    /// <example>
    /// <code>
    /// using var subscription = feed.Connect().OfType("price").Subscribe(
    ///     price => Console.WriteLine(price.Data),
    ///     error => Console.Error.WriteLine(error.Message));
    /// </code>
    /// </example>
    public IObservable<SseEvent> Connect() => Defer(static resolved => SseObservable.Connect(resolved.Uri, resolved.Options));

    /// <summary>
    /// Connects to the stream, and maps each event from its UTF-8 bytes: see
    /// <see cref="SseObservable.Connect{T}(Uri, SseSelector{T}, SseOptions?)"/>.
    /// </summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="selector">Called for each event, in order. An exception fails the sequence, without a reconnect.</param>
    /// <returns>The values, cold.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is <see langword="null"/>.</exception>
    public IObservable<T> Connect<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Defer(resolved => SseObservable.Connect(resolved.Uri, selector, resolved.Options));
    }

    /// <summary>
    /// Connects to the stream, and reports connection states with the events: see <see cref="SseObservable.Signals(Uri, SseOptions?)"/>.
    /// </summary>
    /// <returns>The signals, cold.</returns>
    public IObservable<SseSignal> Signals() => Defer(static resolved => SseObservable.Signals(resolved.Uri, resolved.Options));

    /// <summary>Connects to the stream when enumerated: see <see cref="SseAsyncEnumerable.Connect(Uri, SseOptions?)"/>.</summary>
    /// <returns>The events, cold. The enumeration throws the errors that are listed there.</returns>
    /// <example>
    /// <code>
    /// await foreach (var e in feed.ReadAllAsync().WithCancellation(cancellationToken))
    /// {
    ///     Console.WriteLine($"{e.Type}: {e.Data}");
    /// }
    /// </code>
    /// </example>
    public IAsyncEnumerable<SseEvent> ReadAllAsync() =>
        DeferAsync(static resolved => SseAsyncEnumerable.Connect(resolved.Uri, resolved.Options));

    /// <summary>
    /// Connects to the stream when enumerated, and maps each event from its UTF-8 bytes: see
    /// <see cref="SseAsyncEnumerable.Connect{T}(Uri, SseSelector{T}, SseOptions?)"/>.
    /// </summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="selector">
    /// Called for each event when the consumer asks for it. An exception reaches the consumer, without a reconnect.
    /// </param>
    /// <returns>The values, cold.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is <see langword="null"/>.</exception>
    public IAsyncEnumerable<T> ReadAllAsync<T>(SseSelector<T> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return DeferAsync(resolved => SseAsyncEnumerable.Connect(resolved.Uri, selector, resolved.Options));
    }

    /// <summary>
    /// Connects to the stream when enumerated, and reports connection states with the events: see
    /// <see cref="SseAsyncEnumerable.Signals(Uri, SseOptions?)"/>.
    /// </summary>
    /// <returns>The signals, cold.</returns>
    /// <example>
    /// <code>
    /// await foreach (var signal in feed.ReadSignalsAsync().WithCancellation(cancellationToken))
    /// {
    ///     Console.WriteLine(signal switch
    ///     {
    ///         SseSignal.Event e => e.Value.Data,
    ///         SseSignal.Disconnected => "reconnecting",
    ///         _ => signal.GetType().Name,
    ///     });
    /// }
    /// </code>
    /// </example>
    public IAsyncEnumerable<SseSignal> ReadSignalsAsync() =>
        DeferAsync(static resolved => SseAsyncEnumerable.Signals(resolved.Uri, resolved.Options));

    private IObservable<T> Defer<T>(Func<ResolvedOptions, IObservable<T>> connect) => Observable.Defer(() => connect(_monitor.Current));

    private DeferredAsyncEnumerable<T> DeferAsync<T>(Func<ResolvedOptions, IAsyncEnumerable<T>> connect) =>
        new(() => connect(_monitor.Current));

    private sealed class DeferredAsyncEnumerable<T>(Func<IAsyncEnumerable<T>> create) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            create().GetAsyncEnumerator(cancellationToken);
    }
}
