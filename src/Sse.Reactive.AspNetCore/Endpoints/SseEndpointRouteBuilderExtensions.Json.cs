using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <content>Streams of JSON.</content>
public static partial class SseEndpointRouteBuilderExtensions
{
    /// <summary>Maps a stream of events whose data is JSON, written as UTF-8 without a string between; for each client anew (a topic's events are encoded once for all).</summary>
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
        return Map(endpoints, pattern, options, subscriber => new(Sources.Of(source(subscriber), typeInfo)));
    }

    /// <summary>Maps a stream of events whose data is JSON, and whose source takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse{T}(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent{T}}?}, JsonTypeInfo{T}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, Task<IObservable<SseEvent<T>>?>> source,
        JsonTypeInfo<T> typeInfo,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Map(endpoints, pattern, options, async subscriber => Sources.Of(await source(subscriber).ConfigureAwait(false), typeInfo));
    }

    /// <summary>Maps a stream of events whose data is JSON, pulled as fast as each client takes it.</summary>
    /// <inheritdoc cref="MapSse{T}(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent{T}}?}, JsonTypeInfo{T}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IAsyncEnumerable<SseEvent<T>>?> source,
        JsonTypeInfo<T> typeInfo,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Map(endpoints, pattern, options, subscriber => new(Sources.Of(source(subscriber), typeInfo)));
    }

    /// <summary>Maps a stream of events whose data is JSON, pulled as fast as each client takes it, and takes its time to be found.</summary>
    /// <inheritdoc cref="MapSse{T}(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent{T}}?}, JsonTypeInfo{T}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, Task<IAsyncEnumerable<SseEvent<T>>?>> source,
        JsonTypeInfo<T> typeInfo,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return Map(endpoints, pattern, options, async subscriber => Sources.Of(await source(subscriber).ConfigureAwait(false), typeInfo));
    }
}
