using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sse.Reactive.AspNetCore;

namespace Sse.Tool;

/// <summary>Serves a topic at every path: browsers that navigate to it get a page, all other clients the event stream.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamServer(WebApplication app, bool isOnAllAddresses) => (_app, IsOnAllAddresses) = (app, isOnAllAddresses);

    /// <summary>Whether other machines reach the stream at any address of this one.</summary>
    public bool IsOnAllAddresses { get; }

    /// <summary>A URL that a client on this machine can connect to.</summary>
    public string Url => IsOnAllAddresses ? $"http://localhost:{new Uri(_app.Urls.Single()).Port}/" : _app.Urls.Single() + "/";

    /// <exception cref="IOException">The port is in use, or the machine does not have the address.</exception>
    public static async Task<StreamServer> StartAsync(ServeRequest request, SseTopic topic)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(request.Address, request.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddCors();
        builder.Services.AddLogging();

        // Protects a local server from DNS rebinding: a web page whose host name resolves to this machine cannot read the stream.
        string[] hosts = IPAddress.IsLoopback(request.Address) ? ["localhost", "127.0.0.1", "[::1]", request.Address.ToString()] : ["*"];
        builder.Services.AddHostFiltering(options => options.AllowedHosts = hosts);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseRouting();
        if (request.CorsOrigin is { } origin)
        {
            app.UseCors(policy => Allow(policy, origin));
        }

        Map(app, request, topic);
        await app.StartAsync();
        return new(app, request.Address.Equals(IPAddress.Any) || request.Address.Equals(IPAddress.IPv6Any));
    }

    public async ValueTask DisposeAsync()
    {
        using var immediately = new CancellationTokenSource();
        await immediately.CancelAsync();
        await _app.StopAsync(immediately.Token);
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, ServeRequest request, SseTopic topic)
    {
        var page = EventPage.Html(request.File == "-" ? "standard input" : Path.GetFileName(request.File));
        var options = new SseServerOptions { ShutdownSpread = TimeSpan.Zero, UnfinishedEnd = SseUnfinishedEnd.Resume };
        app.MapMethods("/{**path}", ["GET", "POST"], IResult (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Accept";
            if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            {
                return Results.Content(page, "text/html; charset=utf-8");
            }

            var header = context.Request.Headers["Last-Event-ID"].ToString();
            var events = topic.After(header.Length > 0 ? header : context.Request.Query["lastEventId"].ToString());
            return SseResults.Stream(context.Request.Query.ContainsKey(EventPage.Query) ? events.Select(ToPageEvent) : events, options);
        });
    }

    private static SseEvent ToPageEvent(SseEvent e) => new(NdjsonFormat.Serialize(e), LastEventId: e.LastEventId);

    private static void Allow(CorsPolicyBuilder policy, string origin)
    {
        policy.AllowAnyHeader().AllowAnyMethod();
        if (origin == "*")
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins(origin);
        }
    }
}
