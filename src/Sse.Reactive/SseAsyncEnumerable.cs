namespace Sse.Reactive;

/// <summary>Event streams as asynchronous sequences: the connection of <see cref="SseObservable"/>, pulled.</summary>
/// <remarks>
/// The same requests, delays, resumption and errors. The next read starts when the consumer has used the bytes received so far: a slow
/// <c>await foreach</c> slows the server, through TCP, without a queue and without a blocked thread. Leaving the loop or cancelling it
/// (<c>WithCancellation</c>) closes the connection; cancelling throws <see cref="OperationCanceledException"/>. Each enumeration has its
/// own connection.
/// </remarks>
public static class SseAsyncEnumerable
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
    /// await foreach (var e in SseAsyncEnumerable.Connect("https://example.com/events").WithCancellation(cancellationToken))
    /// {
    ///     Console.WriteLine(e.Data);
    /// }
    /// </code>
    /// </example>
    public static IAsyncEnumerable<SseEvent> Connect(string uri, SseOptions? options = null) => Connect(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Connect(string, SseOptions?)"/>
    public static IAsyncEnumerable<SseEvent> Connect(Uri uri, SseOptions? options = null) =>
        Connect(uri, static view => view.ToEvent(), options);

    /// <summary>Connects through a transport.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The events, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
    public static IAsyncEnumerable<SseEvent> Connect(SseTransport transport, SseOptions? options = null) =>
        Connect(transport, static view => view.ToEvent(), options);

    /// <summary>Connects to an event stream and converts each event with a selector, without an intermediate string.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="uri">An http or https URL: absolute, or relative to the <c>BaseAddress</c> of the client in the options.</param>
    /// <param name="selector">
    /// Called for each event when the consumer asks for it. An exception that it throws passes through; there is no reconnect.
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
    /// var prices = SseAsyncEnumerable.Connect(
    ///     "https://example.com/prices",
    ///     view =&gt; JsonSerializer.Deserialize(view.Utf8Data, AppJson.Default.Price));
    /// </code>
    /// </example>
    public static IAsyncEnumerable<T> Connect<T>(string uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(RedactedUri.Parse(uri), selector, options);

    /// <inheritdoc cref="Connect{T}(string, SseSelector{T}, SseOptions?)"/>
    public static IAsyncEnumerable<T> Connect<T>(Uri uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(HttpConnector.Factory(uri, options ?? SseOptions.Default), selector, options);

    /// <summary>Connects through a transport and converts each event with a selector, without an intermediate string.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="transport">Opens connections.</param>
    /// <param name="selector">
    /// Called for each event when the consumer asks for it. An exception that it throws passes through; there is no reconnect.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
    public static IAsyncEnumerable<T> Connect<T>(SseTransport transport, SseSelector<T> selector, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Connect(() => new TransportConnector(transport), selector, options);
    }

    /// <summary>
    /// Connects to an event stream and reports its lifecycle as signals: opened, events, comments, lost, ended.
    /// </summary>
    /// <param name="uri">An http or https URL: absolute, or relative to the <c>BaseAddress</c> of the client in the options.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
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
    /// await foreach (var signal in SseAsyncEnumerable.Signals("https://example.com/events"))
    /// {
    ///     Console.WriteLine(signal is SseSignal.Event { Value: var e } ? e.Data : $"{signal}");
    /// }
    /// </code>
    /// </example>
    public static IAsyncEnumerable<SseSignal> Signals(string uri, SseOptions? options = null) => Signals(RedactedUri.Parse(uri), options);

    /// <inheritdoc cref="Signals(string, SseOptions?)"/>
    public static IAsyncEnumerable<SseSignal> Signals(Uri uri, SseOptions? options = null) =>
        Signals(HttpConnector.Factory(uri, options ?? SseOptions.Default), options);

    /// <summary>Connects through a transport and reports its lifecycle as signals.</summary>
    /// <param name="transport">Opens connections.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The signals, cold.</returns>
    /// <inheritdoc cref="Connect(string, SseOptions?)" path="/exception[not(contains(@cref, 'ArgumentException'))]"/>
    public static IAsyncEnumerable<SseSignal> Signals(SseTransport transport, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Signals(() => new TransportConnector(transport), options);
    }

    private static PulledEvents<T, EventProjection<T>> Connect<T>(
        Func<IConnector> newConnector, SseSelector<T> selector, SseOptions? options)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new(newConnector, options ?? SseOptions.Default, _ => new(selector));
    }

    private static PulledEvents<SseSignal, SignalProjection> Signals(Func<IConnector> newConnector, SseOptions? options) =>
        new(newConnector, options ?? SseOptions.Default, static options => new(options.ReconnectionTime));
}
