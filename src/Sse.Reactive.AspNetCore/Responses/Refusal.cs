using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// Answers in place of a stream: problem details, if the application has them and the client accepts them, otherwise text.
/// </summary>
internal static class Refusal
{
    private const string Stopping = "The server is stopping.";
    private const string StoppingReason = "stopping";

    /// <summary>The answer to a request whose last event ID no event can have had: 400.</summary>
    public static Task InvalidLastEventIdAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status400BadRequest, SseSubscriber.InvalidLastEventId);

    /// <summary>The answer to requests that arrive while the application stops: 503 with <c>Retry-After</c>.</summary>
    public static Task StoppingAsync(HttpContext context, SseServerOptions options)
    {
        new StreamTelemetry(context).Refused(StoppingReason);
        if (context.RequestServices?.GetService<ILoggerFactory>() is { } loggers)
        {
            ServerLog.Refused(loggers.CreateLogger(ServerLog.Category), Stopping);
        }

        var seconds = 1 + (int)options.RandomPartOf(options.ShutdownSpread).TotalSeconds; // so that clients do not all return at once
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return SendAsync(context, StatusCodes.Status503ServiceUnavailable, Stopping);
    }

    private static async Task SendAsync(HttpContext context, int status, string text)
    {
        var response = context.Response;
        response.StatusCode = status;
        StreamHead.ForbidStorage(response);
        if (context.RequestServices?.GetService<IProblemDetailsService>() is { } problems
            && await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status, Detail = text } })
                .ConfigureAwait(false))
        {
            return;
        }

        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
    }
}
