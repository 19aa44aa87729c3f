using System.Runtime.CompilerServices;

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
    public static IAsyncEnumerable<SseEvent> Connect(string uri, SseOptions? options = null) => Connect(SseUri.Parse(uri), options);

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
    /// <param name="selector">Called for each event when the consumer asks for it; what it throws passes through, without a reconnect.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> does not parse, or is neither http nor https.</exception>
    public static IAsyncEnumerable<T> Connect<T>(string uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(SseUri.Parse(uri), selector, options);

    /// <inheritdoc cref="Connect{T}(string, SseSelector{T}, SseOptions?)"/>
    public static IAsyncEnumerable<T> Connect<T>(Uri uri, SseSelector<T> selector, SseOptions? options = null) =>
        Connect(HttpConnector.Factory(uri, options ?? SseOptions.Default), selector, options);

    /// <summary>Connects through a transport and makes a value of each event, without a string between.</summary>
    /// <typeparam name="T">What an event becomes.</typeparam>
    /// <param name="transport">Opens connections.</param>
    /// <param name="selector">Called for each event when the consumer asks for it; what it throws passes through, without a reconnect.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The selector's values, cold.</returns>
    public static IAsyncEnumerable<T> Connect<T>(SseTransport transport, SseSelector<T> selector, SseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Connect(() => new TransportConnector(transport), selector, options);
    }

    private static IAsyncEnumerable<T> Connect<T>(Func<IConnector> connectorOf, SseSelector<T> selector, SseOptions? options)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Events(connectorOf, selector, options ?? SseOptions.Default);
    }

    private static async IAsyncEnumerable<T> Events<T>(
        Func<IConnector> connectorOf, SseSelector<T> selector, SseOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options = await CheckpointStart.LoadAsync(options, cancellationToken).ConfigureAwait(false);
        var reconnection = new Reconnection(connectorOf(), options);
        var decoder = reconnection.Decoder;
        await foreach (var step in PulledLoop.Steps(reconnection).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (step.Signal is SseSignal.Disconnected)
            {
                decoder.Reset(); // an unfinished event is lost with its connection
            }

            var position = 0;
            while (decoder.TryReadEvent(step.Chunk.Span, ref position, selector, out var value))
            {
                reconnection.Events++;
                yield return value;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
