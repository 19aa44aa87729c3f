using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <content>Streams of JSON.</content>
public static partial class SseEndpointRouteBuilderExtensions
{
    /// <summary>Maps a stream of events whose data is JSON, serialized directly to UTF-8.</summary>
    /// <remarks>
    /// The JSON is serialized separately for each client. Where many clients receive the same events, publish them to a topic
    /// (<see cref="SseTopic.PublishJson"/>), which encodes them once.
    /// </remarks>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="endpoints">The route builder, such as the application.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="source">
    /// Gives the source for a request; <see langword="null"/> answers 204, after which the client does not reconnect.
    /// </param>
    /// <param name="typeInfo">
    /// How the data is serialized, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>. Default:
    /// <see langword="null"/>, as the application's JSON options say (<c>ConfigureHttpJsonOptions</c>). In an application that is trimmed
    /// or compiled ahead of time, those need such a context too.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>A builder for authorization, CORS, rate limiting and other conventions.</returns>
    /// <example>
    /// <code>
    /// app.MapSse("/pings", _ => pings.Select(ping => new SseEvent&lt;Ping&gt;(ping, "ping")));
    /// </code>
    /// </example>
    /// <exception cref="InvalidOperationException">No type information is given, and the application has none.</exception>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IObservable<SseEvent<T>>?> source,
        JsonTypeInfo<T>? typeInfo = null,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(source);
        typeInfo ??= ApplicationJson.TypeInfo<T>(endpoints.ServiceProvider);
        return Map<T>(endpoints, pattern, subscriber => Sources.From(source(subscriber), typeInfo), options);
    }

    /// <summary>Maps a stream of events whose data is JSON, pulled only as fast as each client reads it.</summary>
    /// <inheritdoc
    /// cref="MapSse{T}(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent{T}}?}, JsonTypeInfo{T}?,
    /// SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IAsyncEnumerable<SseEvent<T>>?> source,
        JsonTypeInfo<T>? typeInfo = null,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(source);
        typeInfo ??= ApplicationJson.TypeInfo<T>(endpoints.ServiceProvider);
        return Map<T>(endpoints, pattern, subscriber => Sources.From(source(subscriber), typeInfo), options);
    }
}
