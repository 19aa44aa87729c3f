using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>An event stream as a result, for minimal APIs and controllers. Made by <see cref="SseResults"/>.</summary>
public sealed class SseStreamResult : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private readonly Func<ClientConnection, IDisposable> _source;
    private readonly SseServerOptions _options;

    internal SseStreamResult(Func<ClientConnection, IDisposable> source, SseServerOptions? options)
    {
        _source = source;
        _options = options ?? SseServerOptions.Default;
    }

    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ContentType => EventStreamResponse.ContentType;

    /// <summary>Subscribes, sends the headers, and sends what comes; or 503, past <see cref="SseServerOptions.Limits"/> and while the application stops.</summary>
    /// <param name="httpContext">The request.</param>
    /// <returns>Completes when the stream has ended or the client is gone.</returns>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return EventStreamResponse.SendAsync(httpContext, () => new(_source), _options);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(SseEndpointMetadata.Stream);
        builder.Metadata.Add(SseEndpointMetadata.Refused);
    }
}
