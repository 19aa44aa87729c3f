using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Sse.Reactive.AspNetCore;

/// <summary>The responses that the endpoints declare to OpenAPI.</summary>
internal static class SseEndpointMetadata
{
    public static readonly IProducesResponseTypeMetadata Stream =
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [EventStreamResponse.ContentType]);

    public static readonly IProducesResponseTypeMetadata NoSource =
        new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void));

    public static readonly IProducesResponseTypeMetadata Unavailable =
        new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(string), ["text/plain"]);
}
