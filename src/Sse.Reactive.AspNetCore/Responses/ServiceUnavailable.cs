using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore;

/// <summary>A stream that is not to be had now: 503, and when to come back.</summary>
/// <param name="Reason">The reason, for metrics.</param>
/// <param name="Text">The reason, for whoever looks at the answer.</param>
/// <param name="RetryAfter">When to come back.</param>
internal sealed record ServiceUnavailable(string Reason, string Text, TimeSpan RetryAfter)
{
    public static ServiceUnavailable Stopping { get; } = new("stopping", "The server is stopping.", TimeSpan.FromSeconds(1));

    public static ServiceUnavailable TooMany(TimeSpan retryAfter) => new("max_connections", "Too many event streams are open.", retryAfter);

    public static ServiceUnavailable TooManyOfCaller(TimeSpan retryAfter) => new("max_connections_per_caller", "You have too many event streams open.", retryAfter);

    public Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = Math.Ceiling(RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(Text, context.RequestAborted);
    }
}
