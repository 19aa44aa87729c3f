using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>A server of numbered events. It resumes after <c>Last-Event-ID</c>; then the connection stays open, or ends.</summary>
internal static class NumberedEventServer
{
    public static Task<EventServer> StartAsync(int count, bool ends = false, Action<HttpRequest>? onRequest = null) =>
        EventServer.StartAsync(async context =>
        {
            onRequest?.Invoke(context.Request);
            var last = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var id) ? id : 0;
            await EventServer.SendAsync(
                context.Response,
                string.Concat(Enumerable.Range(last + 1, Math.Max(0, count - last)).Select(i => $"id: {i}\ndata: event {i}\n\n")));
            if (!ends)
            {
                await HoldOpenAsync(context);
            }
        });

    public static async Task HoldOpenAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
