using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <summary>Maps event streams as endpoints.</summary>
/// <remarks>
/// <para>The endpoints answer GET, and HEAD with the headers alone, without asking for the source. For POST, return
/// <see cref="SseResults.Stream(IObservable{SseEvent}, SseServerOptions?)"/> from an endpoint of <c>MapPost</c>. The function that gives
/// the source runs once for each request. If it returns <see langword="null"/>, the answer is 204, which tells the client not to reconnect
/// (HTML 9.2.3). If it throws, the request's pipeline answers, as for any endpoint.</para>
/// <para>The response headers are sent as soon as <c>Subscribe</c> has returned or the source has delivered something, so a client that
/// sees the stream open receives everything published from then on. When the client leaves, the subscription is disposed of. When the
/// source completes, the stream closes, and most clients reconnect. When the source fails, the error is logged, the client is sent a
/// <c>retry</c>, and the stream closes.</para>
/// <para>An observable delivers on its own threads and is never blocked: each event is encoded once and either written at once or queued in
/// the client's bounded outbox (<see cref="SseServerOptions.Overflow"/>). An async sequence is pulled only as fast as the client reads, so
/// the overflow policy does not apply to it.</para>
/// <para>An <see cref="ISseTopic"/> used as a source itself, without operators, resumes after the request's last event ID, as
/// <see cref="ISseTopic.After"/> does. Downstream of operators, write <c>topic.After(subscriber.LastEventId)</c> before them:
/// <c>topic.Where(...)</c> delivers only what is published from then on.</para>
/// <para>The <see cref="SseEvent.LastEventId"/> of an event is sent as its <c>id</c>. An event without an ID leaves the client's last event
/// ID unchanged, so it can be merged into a stream with IDs. To reset that ID, send <see cref="SseFrame.Id"/> with an empty one.</para>
/// <para>A last event ID that contains CR, LF or U+0000, which no event can have had, is answered with 400, and the source is not asked
/// for.</para>
/// </remarks>
/// <example>
/// <code>
/// var prices = new SseTopic("prices");
/// app.MapSse("/prices", prices);
///
/// prices.Publish(new SseEvent("42.10", "price")); // from any thread; the topic assigns the ID
/// </code>
/// </example>
public static partial class SseEndpointRouteBuilderExtensions
{
    /// <summary>Maps a topic: each client receives what it missed since its last event ID and then continues live.</summary>
    /// <param name="endpoints">The route builder, such as the application.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="topic">The topic. Each request subscribes to <see cref="ISseTopic.After"/> its last event ID.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>A builder for authorization, CORS, rate limiting and other conventions.</returns>
    /// <example>
    /// <code>
    /// var prices = new SseTopic("prices");
    /// app.MapSse("/prices", prices).RequireAuthorization();
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, ISseTopic topic, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(topic, subscriber), options);
    }

    /// <summary>Maps a stream of events.</summary>
    /// <param name="endpoints">The route builder, such as the application.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="source">
    /// Gives the source for a request; <see langword="null"/> answers 204, after which the client does not reconnect.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>A builder for authorization, CORS, rate limiting and other conventions.</returns>
    /// <example>
    /// <code>
    /// app.MapSse("/clock", _ => Observable.Interval(TimeSpan.FromSeconds(1)).Select(n => new SseEvent($"{n}", "tick")));
    ///
    /// app.MapSse("/alarms", subscriber => alarms.After(subscriber.LastEventId).Where(e => e.Type == "fire"));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IObservable<SseEvent>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber), subscriber), options);
    }

    /// <summary>Maps a stream of events that is pulled only as fast as each client reads it.</summary>
    /// <inheritdoc cref="MapSse(IEndpointRouteBuilder, string, Func{SseSubscriber, IObservable{SseEvent}?}, SseServerOptions?)"/>
    /// <example>
    /// <code>
    /// // IAsyncEnumerable&lt;SseEvent&gt; AfterAsync(string lastEventId, CancellationToken cancellationToken)
    /// app.MapSse("/orders", subscriber => orders.AfterAsync(subscriber.LastEventId, subscriber.HttpContext.RequestAborted));
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapSse(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Func<SseSubscriber, IAsyncEnumerable<SseEvent>?> source,
        SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Map<string>(endpoints, pattern, subscriber => Sources.From(source(subscriber)), options);
    }

    private static StreamEndpoint Map<T>(
        IEndpointRouteBuilder endpoints, string pattern, Func<SseSubscriber, EventSource?> source, SseServerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        options ??= SseServerOptions.Default;
        return StreamEndpoint.Map<T>(endpoints, pattern, context => EventStreamResponse.SendAsync(context, source, options));
    }
}
