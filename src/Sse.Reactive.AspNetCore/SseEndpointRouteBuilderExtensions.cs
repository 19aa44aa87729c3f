using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <summary>Event streams as endpoints.</summary>
/// <remarks>
/// <para>Common to all: GET and POST. The source is asked for once for each request, with the client's last event ID; <see langword="null"/> answers 204, which tells the client
/// not to come back, and what it throws is the pipeline's to answer. Then the headers leave, and the source is subscribed to. When the client is gone, the
/// subscription is disposed of. Completion closes the stream; an error closes it after logging, with a <c>retry</c>: the client comes back.</para>
/// <para>A source delivers on its own thread and is never held up: an event is encoded once, and written at once or left in the client's bounded outbox
/// (<see cref="SseServerOptions.Overflow"/>). An async sequence is pulled as fast as the client takes it.</para>
/// <para>An event's <see cref="SseEvent.LastEventId"/> is its <c>id</c>. In a stream with IDs, one that is empty resets the client's: where events without one are merged in, give
/// them that of the event before.</para>
/// <para>An ID of CR, LF or U+0000 in the request, which no client can have been given, is answered 400.</para>
/// </remarks>
public static class SseEndpointRouteBuilderExtensions
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
        return Map(endpoints, pattern, subscriber => new(source(subscriber) is { } events ? SseResults.Stream(events, options) : null));
    }

    /// <summary>Maps an event stream whose source takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, Task<IObservable<SseEvent>?>> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, async subscriber => await source(subscriber).ConfigureAwait(false) is { } events ? SseResults.Stream(events, options) : null);
    }

    /// <summary>Maps an event stream that is pulled as fast as each client takes it.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, IAsyncEnumerable<SseEvent>?> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, subscriber => new(source(subscriber) is { } events ? SseResults.Stream(events, options) : null));
    }

    /// <summary>Maps a stream of frames: events, comments, <c>retry</c> and IDs, at any place.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SseSubscriber, IObservable<SseFrame>?> source, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map(endpoints, pattern, subscriber => new(source(subscriber) is { } frames ? SseResults.Stream(frames, options) : null));
    }

    /// <summary>Maps a stream of events whose data is JSON, written as UTF-8 without a string between.</summary>
    /// <typeparam name="T">What the JSON holds.</typeparam>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="source">The events for a subscriber.</param>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The endpoint, for authorization, CORS, rate limiting and other conventions.</returns>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IObservable<SseEvent<T>>?> source,
        JsonTypeInfo<T> typeInfo,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Map(endpoints, pattern, subscriber => new(source(subscriber) is { } events ? SseResults.Stream(events, typeInfo, options) : null));
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, Func<SseSubscriber, ValueTask<SseStreamResult?>> source)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequestDelegate handle = async context =>
        {
            if (SseSubscriber.From(context) is not { } subscriber)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("A last event ID cannot hold CR, LF or U+0000.").ConfigureAwait(false);
            }
            else if (await source(subscriber).ConfigureAwait(false) is { } result)
            {
                await result.ExecuteAsync(context).ConfigureAwait(false);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        };
        return endpoints.MapMethods(pattern, Methods, handle).WithMetadata(handle.Method, SseEndpointMetadata.Stream, SseEndpointMetadata.DoNotReconnect);
    }
}
