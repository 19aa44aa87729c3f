using System.Text.Json.Serialization.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>Event streams as results of minimal APIs and controllers, for endpoints that can also answer something else.</summary>
/// <remarks>
/// What is sent, and when, is described at <see cref="SseEndpointRouteBuilderExtensions"/>. To tell a client not to reconnect, return
/// <see cref="Microsoft.AspNetCore.Http.TypedResults.NoContent"/> (204; HTML 9.2.3).
/// </remarks>
/// <example>
/// <code>
/// app.MapGet("/jobs/{id}", IResult (int id, SseSubscriber subscriber) =>
///     jobs.TryGetValue(id, out var job) ? SseResults.Stream(job.After(subscriber.LastEventId))
///     : finished.Contains(id) ? TypedResults.NoContent()
///     : TypedResults.NotFound());
/// </code>
/// </example>
public static class SseResults
{
    /// <summary>Streams events.</summary>
    /// <param name="events">
    /// The events. An <see cref="ISseTopic"/> itself resumes after the request's last event ID; with operators on it, call
    /// <see cref="ISseTopic.After"/> before them.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IObservable<SseEvent> events, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(subscriber => Sources.From(events, subscriber), options);
    }

    /// <summary>Streams events that have only data: each text is one event of type <c>message</c> without an ID.</summary>
    /// <param name="data">The data of the events.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IObservable<string> data, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(_ => Sources.From(data), options);
    }

    /// <summary>Streams frames: events, comments, <c>retry</c> and IDs, in any order.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IObservable<SseFrame> frames, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return new(_ => Sources.From(frames), options);
    }

    /// <summary>Streams events whose data is JSON, serialized directly to UTF-8, for each client separately.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="events">The events.</param>
    /// <param name="typeInfo">
    /// How the data is serialized, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>. Default:
    /// <see langword="null"/>, as the application's JSON options say (<c>ConfigureHttpJsonOptions</c>). In an application that is trimmed
    /// or compiled ahead of time, those need such a context too.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult<T> Stream<T>(
        IObservable<SseEvent<T>> events, JsonTypeInfo<T>? typeInfo = null, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(
            subscriber => Sources.From(events, typeInfo ?? ApplicationJson.TypeInfo<T>(subscriber.HttpContext.RequestServices)), options);
    }

    /// <summary>Streams events that are pulled only as fast as the client reads; the overflow policy does not apply.</summary>
    /// <param name="events">The events. The enumeration is cancelled when the client leaves.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IAsyncEnumerable<SseEvent> events, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(_ => Sources.From(events), options);
    }

    /// <summary>Streams events that have only data, pulled only as fast as the client reads.</summary>
    /// <param name="data">The data of the events. The enumeration is cancelled when the client leaves.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IAsyncEnumerable<string> data, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(_ => Sources.From(data), options);
    }

    /// <summary>Streams frames that are pulled only as fast as the client reads.</summary>
    /// <param name="frames">The frames. The enumeration is cancelled when the client leaves.</param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult Stream(IAsyncEnumerable<SseFrame> frames, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return new(_ => Sources.From(frames), options);
    }

    /// <summary>Streams events whose data is JSON, pulled only as fast as the client reads.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="events">The events. The enumeration is cancelled when the client leaves.</param>
    /// <param name="typeInfo">
    /// How the data is serialized, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>. Default:
    /// <see langword="null"/>, as the application's JSON options say (<c>ConfigureHttpJsonOptions</c>). In an application that is trimmed
    /// or compiled ahead of time, those need such a context too.
    /// </param>
    /// <param name="options">The options. Default: <see langword="null"/>, the default options.</param>
    /// <returns>The result.</returns>
    public static SseStreamResult<T> Stream<T>(
        IAsyncEnumerable<SseEvent<T>> events, JsonTypeInfo<T>? typeInfo = null, SseServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new(
            subscriber => Sources.From(events, typeInfo ?? ApplicationJson.TypeInfo<T>(subscriber.HttpContext.RequestServices)), options);
    }
}
