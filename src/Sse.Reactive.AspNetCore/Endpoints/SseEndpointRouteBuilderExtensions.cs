using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <summary>Event streams as endpoints.</summary>
/// <remarks>
/// <para>Common to all: GET and POST. The source is asked for once for each request, with the client's last event ID; <see langword="null"/> answers 204, which tells the client
/// not to come back, and what it throws is the pipeline's to answer. Then the source is subscribed to, and the headers leave as soon as <c>Subscribe</c> has returned or has delivered
/// something: a client that sees the stream open misses nothing from then on. When the client is gone, the subscription is disposed of. Completion closes the stream; an error
/// closes it after logging, with a <c>retry</c>: the client comes back.</para>
/// <para>A source delivers on its own thread and is never held up: an event is encoded once, and written at once or left in the client's bounded outbox
/// (<see cref="SseServerOptions.Overflow"/>). An async sequence is pulled as fast as the client takes it, and the overflow policy has no part in it.</para>
/// <para>An event's <see cref="SseEvent.LastEventId"/> is its <c>id</c>. In a stream with IDs, one that is empty resets the client's: where events without one are merged in, give
/// them that of the event before.</para>
/// <para>An ID of CR, LF or U+0000 in the request, which no client can have been given, is answered 400. Past <see cref="SseServerOptions.Limits"/>, and while the application
/// stops, the answer is 503 with <c>Retry-After</c>; the source is not asked for.</para>
/// </remarks>
public static partial class SseEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>Maps an event stream.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="source">The events for a subscriber.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The endpoint, for authorization, CORS, rate limiting and other conventions.</returns>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, IObservable<SseEvent>?> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, subscriber => new(Sources.Of(source(subscriber))));
    }

    /// <summary>Maps an event stream whose source takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, Task<IObservable<SseEvent>?>> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, async subscriber => Sources.Of(await source(subscriber).ConfigureAwait(false)));
    }

    /// <summary>Maps an event stream that is pulled as fast as each client takes it.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, IAsyncEnumerable<SseEvent>?> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, subscriber => new(Sources.Of(source(subscriber))));
    }

    /// <summary>Maps an event stream that is pulled as fast as each client takes it, and takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, Task<IAsyncEnumerable<SseEvent>?>> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, async subscriber => Sources.Of(await source(subscriber).ConfigureAwait(false)));
    }

    /// <summary>Maps a stream of frames: events, comments, <c>retry</c> and IDs, at any place.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, IObservable<SseFrame>?> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, subscriber => new(Sources.Of(source(subscriber))));
    }

    /// <summary>Maps a stream of frames whose source takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, Task<IObservable<SseFrame>?>> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, options, async subscriber => Sources.Of(await source(subscriber).ConfigureAwait(false)));
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string pattern, SseServerOptions? options, Func<SseSubscriber, ValueTask<Func<ClientConnection, IDisposable>?>> source)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= SseServerOptions.Default;
        RequestDelegate handle = async context =>
        {
            if (SseSubscriber.From(context) is { } subscriber)
            {
                await EventStreamResponse.SendAsync(context, () => source(subscriber), options).ConfigureAwait(false);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("A last event ID cannot hold CR, LF or U+0000.").ConfigureAwait(false);
            }
        };
        return endpoints.MapMethods(pattern, Methods, handle)
            .WithMetadata(handle.Method, SseEndpointMetadata.Stream, SseEndpointMetadata.DoNotReconnect, SseEndpointMetadata.Refused);
    }
}
