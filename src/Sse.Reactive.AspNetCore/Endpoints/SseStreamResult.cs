using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>An event stream as the result of a minimal API or a controller's action. Created by <see cref="SseResults"/>.</summary>
public class SseStreamResult : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private readonly Func<SseSubscriber, EventSource> _source;
    private readonly SseServerOptions _options;

    internal SseStreamResult(Func<SseSubscriber, EventSource> source, SseServerOptions? options)
    {
        _source = source;
        _options = options ?? SseServerOptions.Default;
    }

    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ContentType => StreamHead.ContentType;

    /// <summary>
    /// Subscribes to the source, sends the headers, and streams. Answers 400 if the last event ID contains CR, LF or U+0000, and a request
    /// whose unfinished answer would break off, such as a POST, with 503 while the application stops. HEAD receives the headers alone, and
    /// the source is not subscribed to.
    /// </summary>
    /// <param name="httpContext">The request.</param>
    /// <returns>A task that completes when the stream has ended or the client has left.</returns>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return EventStreamResponse.SendAsync(httpContext, _source, _options);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StreamMetadata.AddAnswers<string>(builder.Metadata, builder.ApplicationServices);
        StreamMetadata.AddExemptions(builder.Metadata);
    }
}
