using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Servers;

/// <summary>A server with <c>MapSse</c> endpoints, on a free port of 127.0.0.1.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _lastEventIds = new();

    private TestServer(WebApplication app) => _app = app;

    public Uri Uri => new(_app.Urls.Single());

    /// <summary>The last event ID of each request: that of the header, or that of the query with a question mark before it.</summary>
    public IReadOnlyList<string> LastEventIds => [.. _lastEventIds];

    public static async Task<TestServer> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        var app = builder.Build();
        var server = new TestServer(app);
        app.Use((context, next) =>
        {
            server._lastEventIds.Enqueue(
                context.Request.Query["lastEventId"] is [var id] ? "?" + id : context.Request.Headers["Last-Event-ID"].ToString());
            return next();
        });
        map(app);
        await app.StartAsync();
        return server;
    }

    /// <summary>
    /// Serves <see cref="Feed"/>. Closes the stream after <paramref name="close"/> events; answers 204 once a client has all events.
    /// </summary>
    public static Task<TestServer> StartFeedAsync(int until, int close = int.MaxValue, SseServerOptions? options = null) =>
        StartAsync(app =>
        {
            app.MapSse("/", subscriber => Remaining(subscriber, until, close), options);
            app.MapPost("/", IResult (SseSubscriber subscriber) => Remaining(subscriber, until, close) is { } events
                ? SseResults.Stream(events, options)
                : TypedResults.NoContent());
        });

    /// <summary>Makes the server speak HTTP/2 alone, without TLS; otherwise HTTP/1.1.</summary>
    public static void UseHttp2(IServiceCollection services, bool isUsed) => services.Configure<KestrelServerOptions>(
        server => server.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = isUsed ? HttpProtocols.Http2 : HttpProtocols.Http1));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static IObservable<SseEvent>? Remaining(SseSubscriber subscriber, int until, int close)
    {
        _ = int.TryParse(subscriber.LastEventId, CultureInfo.InvariantCulture, out var last);
        return last >= until ? null : Feed.Events(last + 1, Math.Min(until, last + Math.Min(close, until))).ToObservable();
    }
}
