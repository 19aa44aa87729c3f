using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>Sends one event on each connection, then nothing. One port serves HTTP/1.1, the other HTTP/2 without TLS.</summary>
internal static class SilentServer
{
    public const string Event = "id: 1\ndata: hello\n\n";

    public static async Task<(WebApplication App, int Http1Port, int Http2Port)> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });

        var app = builder.Build();
        app.Run(SendOneEvent);
        await app.StartAsync();
        var ports = app.Urls.Select(url => new Uri(url).Port).ToArray();
        return (app, ports[0], ports[1]);
    }

    private static CancellationTokenSource _drop = new();

    /// <summary>A request to <c>/drop</c> aborts all other connections.</summary>
    private static async Task SendOneEvent(HttpContext context)
    {
        if (context.Request.Path == "/drop")
        {
            await Interlocked.Exchange(ref _drop, new()).CancelAsync();
            return;
        }

        await using var dropped = _drop.Token.Register(context.Abort);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(Event, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
