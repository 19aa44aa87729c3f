using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>Event streams as observables.</summary>
/// <remarks>
/// <para>Cold: each subscription makes a connection of its own, with its own memory of last event ID and retry. A lost connection (a
/// fault or a clean end) is opened again after the server's reconnection time, with <c>Last-Event-ID</c>; what a connection
/// had begun and not finished does not count. <see cref="SseOptions.ReconnectPolicy"/> decides.</para>
/// <para>Values are delivered one at a time, on the thread that read them, and the next read starts when <c>OnNext</c> returns: a slow
/// subscriber slows the server, through TCP, and nothing is queued here. Disposing closes the connection at once. It does not wait
/// for an <c>OnNext</c> that is already running on another thread; once <c>Dispose</c> has returned, no new one starts. What an
/// observer throws closes the connection and is rethrown on the delivering thread; it never leads to a reconnect.</para>
/// <para>Errors: <see cref="SseResponseException"/> for a response that is not an event stream, <see cref="SseLimitExceededException"/>,
/// what a selector throws, and what the policy does not want to outlive.</para>
/// </remarks>
public static class SseObservable
{
    /// <summary>Connects to an event stream.</summary>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IObservable<SseEvent> Connect(string uri, SseOptions? options = null) => Connect(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Connect(string, SseOptions?)"/>
    public static IObservable<SseEvent> Connect(Uri uri, SseOptions? options = null) =>
        Connect(uri, static view => view.ToEvent(), options);

    /// <summary>Connects through a transport.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    public static IObservable<SseEvent> Connect(SseTransport transport, SseOptions? options = null) =>
        Connect(transport, static view => view.ToEvent(), options);

    /// <summary>Connects to an event stream and makes a value of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="selector">Called for each event, in order; what it throws ends the sequence as its error, without a reconnect.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IObservable<T> Connect<T>(string uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(RedactedUri.Parse(uri), selector, options);

    /// <inheritdoc cref="Connect{T}(string, SseSelector{T}, SseOptions?)"/>
    public static IObservable<T> Connect<T>(Uri uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(HttpConnector.Factory(uri, options ?? SseOptions.Default), selector, options);

    /// <summary>Connects through a transport and makes a value of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="transport">Opens connections.</param>
    /// <param name="selector">Called for each event, in order; what it throws ends the sequence as its error, without a reconnect.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    public static IObservable<T> Connect<T>(SseTransport transport, SseSelector<T> selector, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Connect(() => new TransportConnector(transport), selector, options);
    }

    /// <summary>
    /// Connects to an event stream and reports its lifecycle as signals: opened, events, comments, lost, ended.
    /// </summary>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold; its <c>Events()</c> are what <see cref="Connect(string, SseOptions?)"/> gives.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IObservable<SseSignal> Signals(string uri, SseOptions? options = null) => Signals(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Signals(string, SseOptions?)"/>
    public static IObservable<SseSignal> Signals(Uri uri, SseOptions? options = null) =>
        Signals(HttpConnector.Factory(uri, options ?? SseOptions.Default), options);

    /// <summary>Connects through a transport and reports its lifecycle as signals.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
    public static IObservable<SseSignal> Signals(SseTransport transport, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Signals(() => new TransportConnector(transport), options);
    }

    private static Subscribable<T> Connect<T>(Func<IConnector> newConnector, SseSelector<T> selector, SseOptions? options)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Deliver<T, EventProjection<T>>(newConnector, options ?? SseOptions.Default, _ => new(selector));
    }

    private static Subscribable<SseSignal> Signals(Func<IConnector> newConnector, SseOptions? options) =>
        Deliver<SseSignal, SignalProjection>(newConnector, options ?? SseOptions.Default, static options => new(options.ReconnectionTime));

    /// <summary>Each subscription has its own session, decoder and delivery, around its own loop.</summary>
    private static Subscribable<T> Deliver<T, TProjection>(
        Func<IConnector> newConnector, SseOptions options, Func<SseOptions, TProjection> newProjection)
        where TProjection : struct, IProjection<T> =>
        new(observer =>
        {
            return options.CheckpointStore is null ? Start(options) : CheckpointLoader.Subscribe(options, observer, Start);

            IDisposable Start(SseOptions options)
            {
                var session = new ClientSession(newConnector(), options);
                var delivery = new Delivery<T, TProjection>(observer, newProjection(options), session);
                delivery.Source = Retry.WithDelay(session.Connect, session.NextDelay, options.Scheduler).SubscribeSafe(delivery);
                return delivery;
            }
        });

    /// <summary>Adds nothing to a subscription, where <c>Observable.Create</c> would wrap the observer once more.</summary>
    private sealed class Subscribable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
    {
        public IDisposable Subscribe(IObserver<T> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return subscribe(observer);
        }
    }
}
