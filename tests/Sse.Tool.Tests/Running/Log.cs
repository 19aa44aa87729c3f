using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests.Running;

/// <summary>A server whose events are numbers, after the last one seen; the connection then stays open, or ends.</summary>
internal static class Log
{
    public static Task<EventServer> StartAsync(int count, bool ends = false, Action<HttpRequest>? seen = null) => EventServer.StartAsync(async context =>
    {
        seen?.Invoke(context.Request);
        var last = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var id) ? id : 0;
        await EventServer.SendAsync(context.Response, string.Concat(Enumerable.Range(last + 1, Math.Max(0, count - last)).Select(i => $"id: {i}\ndata: event {i}\n\n")));
        if (!ends)
        {
            await OpenUntilGoneAsync(context);
        }
    });

    public static async Task OpenUntilGoneAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
