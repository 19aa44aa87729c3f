using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The client that asks for a stream: its request, and its last event ID.</summary>
/// <remarks>
/// Any endpoint can take it as a parameter: minimal APIs (also those compiled by the request delegate generator) and controllers. A request
/// whose last event ID contains CR, LF or U+0000 is then answered with 400; if the parameter is nullable (<c>SseSubscriber?</c>), a minimal
/// API receives <see langword="null"/> instead. An endpoint with this parameter declares that its answers are not to be cached.
/// <para>The code that the request delegate generator writes for a nullable parameter whose type adds metadata, as this one does, has the
/// nullability warning CS8631. If warnings are errors, add it to <c>NoWarn</c> in the project.</para>
/// <para>With this parameter, a POST is accepted or refused before its handler begins. While the application stops, the answer is 503,
/// and the handler does not run. If the application stops later, while the handler still waits, such as for the first token of a model, the
/// answer is sent, in what is left of the host's shutdown timeout. Without the parameter, the handler runs and the answer is 503.</para>
/// </remarks>
/// <example>
/// <code>
/// app.MapGet("/rooms/{room}", (string room, SseSubscriber subscriber) =>
///     SseResults.Stream(rooms.After(room, subscriber.LastEventId)));
/// </code>
/// </example>
[SseSubscriberBinder]
public sealed class SseSubscriber : IBindableFromHttpContext<SseSubscriber>, IEndpointParameterMetadataProvider
{
    internal const string InvalidLastEventId = "A last event ID cannot contain CR, LF or U+0000.";

    private SseSubscriber(HttpContext context, string lastEventId)
    {
        HttpContext = context;
        LastEventId = lastEventId;
    }

    /// <summary>The request. Its <see cref="HttpContext.RequestAborted"/> is cancelled when the client leaves.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>
    /// The ID of the last event that the client received: the <c>Last-Event-ID</c> header, otherwise the query's <c>lastEventId</c>, which
    /// polyfills of <c>EventSource</c> send. An empty header is ignored. Empty if the request has neither. It never contains CR, LF or
    /// U+0000.
    /// </summary>
    public string LastEventId { get; }

    /// <summary>
    /// Reads a request whose endpoint takes it as a parameter. The request is then accepted: if the application stops before its stream
    /// begins, an answer that would run on is not refused.
    /// </summary>
    internal static SseSubscriber? TryAccept(HttpContext context)
    {
        var subscriber = TryCreate(context);
        if (subscriber is not null)
        {
            AcceptedRequest.Add(context);
        }

        return subscriber;
    }

    /// <summary>Reads a request.</summary>
    /// <returns>The subscriber; <see langword="null"/> if the last event ID is one that no event can have had.</returns>
    internal static SseSubscriber? TryCreate(HttpContext context)
    {
        var request = context.Request;
        var id = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["lastEventId"].ToString();
        if (FieldValue.IsValid(id))
        {
            return new(context, id);
        }

        StreamHead.ForbidStorage(context.Response); // the answer is 400, or the application's own
        return null;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StreamMetadata.AddExemptions(builder.Metadata);
        builder.FilterFactories.Add(static (_, next) => context =>
            AcceptedRequest.IsRefused(context.HttpContext) ? new(new StoppingResult()) : next(context)); // the handler may cost something
    }

    static ValueTask<SseSubscriber?> IBindableFromHttpContext<SseSubscriber>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(TryAccept(context));
}
