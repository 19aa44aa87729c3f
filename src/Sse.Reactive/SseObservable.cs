using System.Reactive.Linq;

namespace Sse.Reactive;

/// <summary>Event streams as observables.</summary>
/// <remarks>
/// <para>Cold: each subscription has its own connection, last event ID and reconnection time. A lost connection (a fault or a clean end) is
/// opened again after a delay, with <c>Last-Event-ID</c>; an unfinished event is discarded. <see cref="SseOptions.ReconnectPolicy"/>
/// decides.</para>
/// <para>Values are delivered one at a time, on the thread that read them. The next read starts when <c>OnNext</c> returns: a slow
/// subscriber slows the server, through TCP, and nothing is queued. <c>Dispose</c> closes the connection immediately. It does not wait for
/// an <c>OnNext</c> that another thread has already begun, which may still run for a moment; no further one starts. An exception thrown by
/// an observer closes the connection and is rethrown on the delivering thread; it never leads to a reconnect.</para>
/// </remarks>
public static class SseObservable
{
    /// <summary>Connects to an event stream.</summary>
    /// <param name="uri">An http or https URL: absolute, or relative to the <c>BaseAddress</c> of the client in the options.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="uri"/> does not parse, or is neither http nor https; or <see cref="SseOptions.HttpClient"/> and
    /// <see cref="SseOptions.HttpClientFactory"/> are both set.
    /// </exception>
    /// <exception cref="SseResponseException">
    /// Through the sequence: the response is not an event stream, and the policy does not retry it.
    /// </exception>
    /// <exception cref="SseConnectionException">
    /// Through the sequence: the connection was lost or could not be opened, and the policy, a limit or the request's method allows no
    /// further attempt.
    /// </exception>
    /// <exception cref="SseLimitExceededException">
    /// Through the sequence: an event is larger than <see cref="SseOptions.MaxEventBytes"/>.
    /// </exception>
    /// <exception cref="SseCheckpointException">
    /// Through the sequence: <see cref="SseOptions.CheckpointStore"/> could not load its checkpoint.
    /// </exception>
    /// <example>
    /// <code>
    /// // using System.Reactive.Linq;
    /// using IDisposable subscription = SseObservable.Connect("https://example.com/events")
    ///     .OfType("price")
    ///     .Subscribe(e =&gt; Console.WriteLine(e.Data), error =&gt; Console.WriteLine(error.Message));
    /// </code>
    /// </example>
    public static IObservable<SseEvent> Connect(string uri, SseOptions? options = null) => Connect(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Connect(string, SseOptions?)"/>
    public static IObservable<SseEvent> Connect(Uri uri, SseOptions? options = null) =>
        Connect(uri, static view => view.ToEvent(), options);

    /// <summary>Connects through a transport.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
    public static IObservable<SseEvent> Connect(SseTransport transport, SseOptions? options = null) =>
        Connect(transport, static view => view.ToEvent(), options);

    /// <summary>Connects to an event stream and converts each event with a selector, without an intermediate string.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="uri">An http or https URL: absolute, or relative to the <c>BaseAddress</c> of the client in the options.</param>
    /// <param name="selector">
    /// Called for each event, in order. An exception that it throws is the sequence's error; there is no reconnect.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="uri"/> does not parse, or is neither http nor https; or <see cref="SseOptions.HttpClient"/> and
    /// <see cref="SseOptions.HttpClientFactory"/> are both set.
    /// </exception>
    /// <exception cref="SseResponseException">
    /// Through the sequence: the response is not an event stream, and the policy does not retry it.
    /// </exception>
    /// <exception cref="SseConnectionException">
    /// Through the sequence: the connection was lost or could not be opened, and the policy, a limit or the request's method allows no
    /// further attempt.
    /// </exception>
    /// <exception cref="SseLimitExceededException">
    /// Through the sequence: an event is larger than <see cref="SseOptions.MaxEventBytes"/>.
    /// </exception>
    /// <exception cref="SseCheckpointException">
    /// Through the sequence: <see cref="SseOptions.CheckpointStore"/> could not load its checkpoint.
    /// </exception>
    /// <example>
    /// <code>
    /// var prices = SseObservable.Connect(
    ///     "https://example.com/prices",
    ///     view =&gt; JsonSerializer.Deserialize(view.Utf8Data, AppJson.Default.Price));
    /// </code>
    /// </example>
    public static IObservable<T> Connect<T>(string uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(RedactedUri.Parse(uri), selector, options);

    /// <inheritdoc cref="Connect{T}(string, SseSelector{T}, SseOptions?)"/>
    public static IObservable<T> Connect<T>(Uri uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(HttpConnector.Factory(uri, options ?? SseOptions.Default), selector, options);

    /// <summary>Connects through a transport and converts each event with a selector, without an intermediate string.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="transport">Opens connections.</param>
    /// <param name="selector">
    /// Called for each event, in order. An exception that it throws is the sequence's error; there is no reconnect.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
    public static IObservable<T> Connect<T>(SseTransport transport, SseSelector<T> selector, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Connect(() => new TransportConnector(transport), selector, options);
    }

    /// <summary>
    /// Connects to an event stream and reports its lifecycle as signals: opened, events, comments, lost, ended.
    /// </summary>
    /// <param name="uri">An http or https URL: absolute, or relative to the <c>BaseAddress</c> of the client in the options.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>
    /// The signals, cold. Their <c>Events()</c> are the events that <see cref="Connect(string, SseOptions?)"/> returns.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="uri"/> does not parse, or is neither http nor https; or <see cref="SseOptions.HttpClient"/> and
    /// <see cref="SseOptions.HttpClientFactory"/> are both set.
    /// </exception>
    /// <exception cref="SseResponseException">
    /// Through the sequence: the response is not an event stream, and the policy does not retry it.
    /// </exception>
    /// <exception cref="SseConnectionException">
    /// Through the sequence: the connection was lost or could not be opened, and the policy, a limit or the request's method allows no
    /// further attempt.
    /// </exception>
    /// <exception cref="SseLimitExceededException">
    /// Through the sequence: an event is larger than <see cref="SseOptions.MaxEventBytes"/>.
    /// </exception>
    /// <exception cref="SseCheckpointException">
    /// Through the sequence: <see cref="SseOptions.CheckpointStore"/> could not load its checkpoint.
    /// </exception>
    /// <example>
    /// <code>
    /// using IDisposable subscription = SseObservable.Signals("https://example.com/events").Subscribe(
    ///     signal =&gt; Console.WriteLine(signal switch
    ///     {
    ///         SseSignal.Opened =&gt; "connected",
    ///         SseSignal.Event { Value: var e } =&gt; e.Data,
    ///         SseSignal.Disconnected lost =&gt; $"{lost.Reason}; next attempt in {lost.Delay.TotalSeconds:0.0} s",
    ///         _ =&gt; signal.ToString(),
    ///     }),
    ///     error =&gt; Console.WriteLine(error.Message));
    /// </code>
    /// </example>
    public static IObservable<SseSignal> Signals(string uri, SseOptions? options = null) => Signals(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Signals(string, SseOptions?)"/>
    public static IObservable<SseSignal> Signals(Uri uri, SseOptions? options = null) =>
        Signals(HttpConnector.Factory(uri, options ?? SseOptions.Default), options);

    /// <summary>Connects through a transport and reports its lifecycle as signals.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
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
                var projection = newProjection(options);
                var session = new ClientSession(newConnector(), options) { DeliversAllFrames = projection.WantsAllFrames };
                var delivery = new Delivery<T, TProjection>(observer, projection, session);
                delivery.Source = Retry.WithDelay(session.Connect, session.NextDelay, session.Scheduler).SubscribeSafe(delivery);
                return delivery;
            }
        });

    /// <summary>Passes the observer on as it is; <c>Observable.Create</c> would wrap it.</summary>
    private sealed class Subscribable<T>(Func<IObserver<T>, IDisposable> subscribe) : IObservable<T>
    {
        public IDisposable Subscribe(IObserver<T> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return subscribe(observer);
        }
    }
}
