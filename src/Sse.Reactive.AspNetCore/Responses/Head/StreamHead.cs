using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sse.Reactive.AspNetCore;

/// <summary>The status and headers of a stream, and its exemption from middleware that suits only responses that end soon.</summary>
internal static class StreamHead
{
    public const string ContentType = "text/event-stream";

    public static void Set(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        if (context.Features.Get<IHttpResponseFeature>() is { } feature)
        {
            context.Features.Set<IHttpResponseFeature>(new StreamResponseFeature(feature));
        }

        // Response compression reads this when the first byte is written, and then finds no accepted encoding. ("Content-Encoding:
        // identity" would stop it too, but is not a valid value of that header: RFC 9110, 8.4.1.)
        context.Request.Headers.AcceptEncoding = default;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();

        // Without chunks, Kestrel does not count what was advanced in the body's pipe, so that it would close each connection whose flush
        // waits for its grace period of 5 s, however much the client has read. The write timeout limits a stream.
        if (HttpProtocol.IsHttp10(context.Request.Protocol)
            && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } limit)
        {
            limit.MinDataRate = null;
        }

        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
        {
            cache.Context.AllowCacheStorage = false;
        }
    }

    /// <summary>Forbids caches to keep an answer that is not a stream: 204, 400 and 503. A cache may keep a 204 otherwise.</summary>
    public static void ForbidStorage(HttpResponse response) => response.Headers.CacheControl = "no-store";
}
