using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Servers;

/// <summary>Our own server, on any free port.</summary>
internal sealed class OurServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _lastEventIds = new();

    private OurServer(WebApplication app) => _app = app;

    public Uri Uri => new(_app.Urls.Single());

    /// <summary>With what each request resumed: the header, or with a question mark before it, what the query said.</summary>
    public IReadOnlyList<string> LastEventIds => [.. _lastEventIds];

    public static async Task<OurServer> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new OurServer(app);
        app.Use((context, next) =>
        {
            server._lastEventIds.Enqueue(context.Request.Query["lastEventId"] is [var id] ? "?" + id : context.Request.Headers["Last-Event-ID"].ToString());
            return next();
        });
        map(app);
        await app.StartAsync();
        return server;
    }

    /// <summary>The events of <see cref="Feed"/>, closing after some of them; 204 to who has them all.</summary>
    public static Task<OurServer> StartFeedAsync(int until, int close = int.MaxValue, SseServerOptions? options = null) =>
        StartAsync(app => app.MapSse("/", subscriber => Rest(subscriber, until, close), options));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static IObservable<SseEvent>? Rest(SseSubscriber subscriber, int until, int close)
    {
        _ = int.TryParse(subscriber.LastEventId, CultureInfo.InvariantCulture, out var last);
        return last >= until ? null : Feed.Events(last + 1, Math.Min(until, last + Math.Min(close, until))).ToObservable();
    }
}
