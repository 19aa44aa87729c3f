using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>Serves <see cref="Feed"/> with ASP.NET Core's <c>TypedResults.ServerSentEvents</c>.</summary>
internal sealed class AspNetCoreServer : IServer
{
    private readonly int _port = FreePort.Next();
    private WebApplication _app = null!;

    public Uri Uri => new($"http://127.0.0.1:{_port}/");

    public static async Task<IServer> StartAsync()
    {
        var server = new AspNetCoreServer();
        await ((IServer)server).StartAsync();
        return server;
    }

    async Task IServer.StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.MapGet("/", (HttpContext context, int close = 1_000_000, int until = 1_000_000, int ms = 1) =>
        {
            _ = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last);
            return last >= until
                ? Results.NoContent()
                : TypedResults.ServerSentEvents(SendAsync(last + 1, Math.Min(until, last + close), ms, context.RequestAborted));
        });
        await _app.StartAsync();
    }

    /// <summary>Aborts all connections.</summary>
    public async Task KillAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static async IAsyncEnumerable<SseItem<string>> SendAsync(
        int first, int last, int pace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var e in Feed.Events(first, last))
        {
            yield return new(e.Data, e.Type) { EventId = e.LastEventId, ReconnectionInterval = TimeSpan.FromMilliseconds(100) };
            await Task.Delay(pace, cancellationToken);
        }
    }
}
