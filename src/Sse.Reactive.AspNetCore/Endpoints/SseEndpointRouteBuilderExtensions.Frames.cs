using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <content>Streams of text and of frames.</content>
public static partial class SseEndpointRouteBuilderExtensions
{
    /// <summary>Maps a stream of events that have only data: each text is one event of type <c>message</c> without an ID.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    /// <example>
    /// <code>
    /// app.MapSse("/clock", _ => Observable.Interval(TimeSpan.FromSeconds(1)).Select(_ => $"{DateTimeOffset.Now:T}"));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IObservable<string>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber)), options);
    }

    /// <summary>Maps a stream of events that have only data, pulled only as fast as each client reads it.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    /// <example>
    /// <code>
    /// // IAsyncEnumerable&lt;string&gt; TokensAsync(string question, CancellationToken cancellationToken)
    /// app.MapSse("/answer", s => model.TokensAsync(s.HttpContext.Request.Query["q"]!, s.HttpContext.RequestAborted));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IAsyncEnumerable<string>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber)), options);
    }

    /// <summary>Maps a stream of frames: events, comments, <c>retry</c> and IDs, in any order.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    /// <example>
    /// <code>
    /// app.MapSse("/chat", s => chat.After(s.LastEventId)
    ///     .Select(SseFrame (e) => new SseFrame.Event(e))
    ///     .StartWith(new SseFrame.Retry(TimeSpan.FromSeconds(10))));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IObservable<SseFrame>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber)), options);
    }

    /// <summary>Maps a stream of frames that is pulled only as fast as each client reads it.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IAsyncEnumerable<SseFrame>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber)), options);
    }
}
