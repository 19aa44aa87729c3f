using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>The answer to requests that arrive while the application stops: 503 with <c>Retry-After</c>.</summary>
internal static class ServiceUnavailable
{
    public const string Reason = "stopping";
    public const string Text = "The server is stopping.";

    public static Task SendAsync(HttpContext context, SseServerOptions options)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var seconds = 1 + (int)options.RandomPartOf(options.ShutdownSpread).TotalSeconds; // so that clients do not all return at once
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        StreamHead.ForbidStorage(response);
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(Text, context.RequestAborted);
    }
}
