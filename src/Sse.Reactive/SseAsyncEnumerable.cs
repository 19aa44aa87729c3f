namespace Sse.Reactive;

/// <summary>Event streams as asynchronous sequences: the connection of <see cref="SseObservable"/>, pulled.</summary>
/// <remarks>
/// The same requests, resumption, waits and errors. The next read starts when the consumer asks for more than has come: a slow
/// <c>await foreach</c> slows the server, through TCP, with no queue and no blocked thread. Leaving the loop, or cancelling it
/// (<c>WithCancellation</c>), closes the connection. Each enumeration makes a connection of its own.
/// </remarks>
public static class SseAsyncEnumerable
{
    /// <summary>Connects to an event stream.</summary>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IAsyncEnumerable<SseEvent> Connect(string uri, SseOptions? options = null) => Connect(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Connect(string, SseOptions?)"/>
    public static IAsyncEnumerable<SseEvent> Connect(Uri uri, SseOptions? options = null) =>
        Connect(uri, static view => view.ToEvent(), options);

    /// <summary>Connects through a transport.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    public static IAsyncEnumerable<SseEvent> Connect(SseTransport transport, SseOptions? options = null) =>
        Connect(transport, static view => view.ToEvent(), options);

    /// <summary>Connects to an event stream and makes a value of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="selector">
    /// Called for each event when the consumer asks for it; what it throws passes through, without a reconnect.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IAsyncEnumerable<T> Connect<T>(string uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(RedactedUri.Parse(uri), selector, options);

    /// <inheritdoc cref="Connect{T}(string, SseSelector{T}, SseOptions?)"/>
    public static IAsyncEnumerable<T> Connect<T>(Uri uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(HttpConnector.Factory(uri, options ?? SseOptions.Default), selector, options);

    /// <summary>Connects through a transport and makes a value of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="transport">Opens connections.</param>
    /// <param name="selector">
    /// Called for each event when the consumer asks for it; what it throws passes through, without a reconnect.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    public static IAsyncEnumerable<T> Connect<T>(SseTransport transport, SseSelector<T> selector, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Connect(() => new TransportConnector(transport), selector, options);
    }

    /// <summary>
    /// Connects to an event stream and reports its lifecycle as signals: opened, events, comments, lost, ended.
    /// </summary>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IAsyncEnumerable<SseSignal> Signals(string uri, SseOptions? options = null) => Signals(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Signals(string, SseOptions?)"/>
    public static IAsyncEnumerable<SseSignal> Signals(Uri uri, SseOptions? options = null) =>
        Signals(HttpConnector.Factory(uri, options ?? SseOptions.Default), options);

    /// <summary>Connects through a transport and reports its lifecycle as signals.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
    public static IAsyncEnumerable<SseSignal> Signals(SseTransport transport, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Signals(() => new TransportConnector(transport), options);
    }

    private static IAsyncEnumerable<T> Connect<T>(Func<IConnector> newConnector, SseSelector<T> selector, SseOptions? options)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return PulledDelivery.Pull<T, EventProjection<T>>(newConnector, options ?? SseOptions.Default, _ => new(selector));
    }

    private static IAsyncEnumerable<SseSignal> Signals(Func<IConnector> newConnector, SseOptions? options) =>
        PulledDelivery.Pull<SseSignal, SignalProjection>(
            newConnector, options ?? SseOptions.Default, static options => new(options.ReconnectionTime));
}
