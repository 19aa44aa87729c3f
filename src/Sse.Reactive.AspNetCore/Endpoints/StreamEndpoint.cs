using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// The endpoints of one stream, for GET and for HEAD, with the same conventions. They are two because OpenAPI describes each method of an
/// endpoint, under the same operation ID: that of HEAD has no name and is not described.
/// </summary>
internal sealed class StreamEndpoint : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder _get;
    private readonly IEndpointConventionBuilder _head;

    private StreamEndpoint(IEndpointConventionBuilder get, IEndpointConventionBuilder head) => (_get, _head) = (get, head);

    /// <typeparam name="T">The type of the data, for OpenAPI.</typeparam>
    public static StreamEndpoint Map<T>(IEndpointRouteBuilder endpoints, string pattern, RequestDelegate handle)
    {
        var get = endpoints.MapMethods(pattern, [HttpMethods.Get], handle);
        var head = endpoints.MapMethods(pattern, [HttpMethods.Head], handle).ExcludeFromDescription();
        get.Add(endpoint =>
        {
            endpoint.Metadata.Add(handle.Method);
            StreamMetadata.AddAnswers<T>(endpoint.Metadata, endpoint.ApplicationServices);
            endpoint.Metadata.Add(StreamMetadata.NoContent);
#if NET10_0_OR_GREATER
            RouteParameters.AddTo(endpoint.Metadata, ((RouteEndpointBuilder)endpoint).RoutePattern, handle.Method);
#endif
        });
        var both = new StreamEndpoint(get, head);
        both.Add(endpoint => StreamMetadata.AddExemptions(endpoint.Metadata));
        return both;
    }

    public void Add(Action<EndpointBuilder> convention)
    {
        _get.Add(convention);
        _head.Add(endpoint => ApplyUnnamed(convention, endpoint));
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        _get.Finally(finallyConvention);
        _head.Finally(endpoint => ApplyUnnamed(finallyConvention, endpoint));
    }

    private static void ApplyUnnamed(Action<EndpointBuilder> convention, EndpointBuilder endpoint)
    {
        convention(endpoint);
        var metadata = endpoint.Metadata;
        for (var i = metadata.Count - 1; i >= 0; i--)
        {
            if (metadata[i] is IEndpointNameMetadata or IRouteNameMetadata)
            {
                metadata.RemoveAt(i);
            }
        }
    }
}
