using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sse.Reactive.AspNetCore;
using Sse.Tool.Formats;

namespace Sse.Tool.Serving;

/// <summary>A topic at one URL: the stream for programs, a page for people.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/";

    /// <exception cref="IOException">The port is in use, or the address is not of this machine.</exception>
    public static async Task<StreamServer> StartAsync(Offer offer, SseTopic topic)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(offer.Address, offer.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddCors();
        builder.Services.AddLogging();

        // What listens on this machine alone answers to its names alone: no page of the web can give it another one, and read along.
        var isLocal = IPAddress.IsLoopback(offer.Address);
        builder.Services.AddHostFiltering(options => options.AllowedHosts = isLocal ? ["localhost", "127.0.0.1", "[::1]", offer.Address.ToString()] : ["*"]);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseRouting();
        if (offer.Cors is { } origin)
        {
            app.UseCors(policy => Allow(policy, origin));
        }

        Map(app, offer, topic);
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, Offer offer, SseTopic topic)
    {
        var page = Page.Of(offer.File == "-" ? "standard input" : Path.GetFileName(offer.File));
        var options = new SseServerOptions { ShutdownSpread = TimeSpan.Zero };
        app.MapMethods("/{**path}", ["GET", "POST"], IResult (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Accept";
            if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            {
                return Results.Content(page, "text/html; charset=utf-8");
            }

            var after = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : context.Request.Query["lastEventId"].ToString();
            var events = topic.After(after);
            return SseResults.Stream(context.Request.Query.ContainsKey(Page.Query) ? events.Select(e => new SseEvent(NdjsonFormat.Of(e), LastEventId: e.LastEventId)) : events, options);
        });
    }

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
