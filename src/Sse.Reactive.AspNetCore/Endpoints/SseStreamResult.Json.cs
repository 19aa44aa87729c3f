using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// An event stream whose data is JSON, as the result of a minimal API or a controller's action. Created by <see cref="SseResults"/>. As the
/// declared return type of a handler, it gives OpenAPI the type of the data.
/// </summary>
/// <typeparam name="T">The type of the data.</typeparam>
public sealed class SseStreamResult<T> : SseStreamResult, IEndpointMetadataProvider
{
    internal SseStreamResult(Func<SseSubscriber, EventSource> source, SseServerOptions? options)
        : base(source, options)
    {
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StreamMetadata.AddAnswers<T>(builder.Metadata, builder.ApplicationServices);
        StreamMetadata.AddExemptions(builder.Metadata);
    }
}
