using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Sse.Reactive.AspNetCore;

/// <summary>Event streams as results, for minimal APIs and controllers: where <c>MapSse</c> is not enough, because other answers are possible too.</summary>
/// <remarks>Common to all: see <see cref="SseEndpointRouteBuilderExtensions"/> for what is sent, and when.</remarks>
public static class SseResults
{
    /// <summary>Tells the client not to come back: status 204 (HTML 9.2.3).</summary>
    public static NoContent DoNotReconnect => TypedResults.NoContent();

    /// <summary>Sends events.</summary>
    /// <param name="events">The events; subscribed to before the headers leave.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IObservable<SseEvent> events, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(Sources.Of(events), options);
    }

    /// <summary>Sends all that a stream can say: events, comments, <c>retry</c>, IDs.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IObservable<SseFrame> frames, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return new(Sources.Of(frames), options);
    }

    /// <summary>Sends events whose data is JSON, written as UTF-8 without a string between; for each client anew (a topic's events are encoded once for all).</summary>
    /// <typeparam name="T">What the JSON holds.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: safe for trimming and native AOT.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream<T>(IObservable<SseEvent<T>> events, JsonTypeInfo<T> typeInfo, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new(Sources.Of(events, typeInfo), options);
    }

    /// <summary>Sends events that are pulled only as fast as the client takes them; the overflow policy has no part in it.</summary>
    /// <param name="events">The events; cancelled when the client is gone.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IAsyncEnumerable<SseEvent> events, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(Sources.Of(events), options);
    }

    /// <summary>Sends events whose data is JSON, pulled only as fast as the client takes them.</summary>
    /// <typeparam name="T">What the JSON holds.</typeparam>
    /// <param name="events">The events; cancelled when the client is gone.</param>
    /// <param name="typeInfo">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream<T>(IAsyncEnumerable<SseEvent<T>> events, JsonTypeInfo<T> typeInfo, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new(Sources.Of(events, typeInfo), options);
    }
}
