using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Sse.Browser.Tests.Browsing;

/// <summary>
/// A server on 127.0.0.1 whose streams a test can abort: a blank page, npm packages at <c>/packages</c>, and a topic at <c>/events</c>.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly SseServerOptions FastReconnect = new()
    {
        ReconnectionTime = TimeSpan.FromMilliseconds(100),
        ShutdownSpread = TimeSpan.Zero,
    };

    private readonly WebApplication _app;
    private readonly ISubject<Unit> _cuts = Subject.Synchronize(new Subject<Unit>());
    private TaskCompletionSource _held = new();

    private Site(WebApplication app, SseTopicOptions? topic)
    {
        _app = app;
        Topic = new("events", topic);
    }

    public string Url => _app.Urls.Single();

    public SseTopic Topic { get; }

    /// <summary>The requests for <c>/events</c>, in order.</summary>
    public ConcurrentQueue<StreamRequest> Requests { get; } = new();

    /// <summary>Whether requests are answered with 204, which tells clients not to reconnect.</summary>
    public bool IsFinished { get; set; }

    public static async Task<Site> StartAsync(
        Action<WebApplication, Site>? map = null,
        Action<WebApplicationBuilder>? build = null,
        Action<IEndpointConventionBuilder>? stream = null,
        SseServerOptions? options = null,
        SseTopicOptions? topic = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCors();
        build?.Invoke(builder);
        var app = builder.Build();
        var site = new Site(app, topic);
        site.Map(stream, options);
        map?.Invoke(app, site);
        await app.StartAsync();
        site.Release();
        return site;
    }

    public string Publish(string data, string type = SseEvent.DefaultType) => Topic.Publish(new SseEvent(data, type));

    /// <summary>Aborts all streams.</summary>
    public void Cut() => _cuts.OnNext(Unit.Default);

    /// <summary>Aborts all streams, and holds new requests until <see cref="Release"/>.</summary>
    public void CutAndHold()
    {
        _held = new();
        Cut();
    }

    public void Release() => _held.TrySetResult();

    /// <summary>Lets <see cref="Cut"/> abort the stream of this subscriber.</summary>
    public void AbortOnCut(SseSubscriber subscriber)
    {
        var context = subscriber.HttpContext;
        context.Response.RegisterForDispose(_cuts.Subscribe(_ => context.Abort()));
    }

    public async ValueTask DisposeAsync()
    {
        using var immediately = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(immediately.Token);
        await _app.DisposeAsync();
    }

    private void Map(Action<IEndpointConventionBuilder>? stream, SseServerOptions? options)
    {
        var packages = Path.Combine(Repository.Peers, "node_modules");
        if (Directory.Exists(packages))
        {
            // Modules import each other without the file extension.
            _app.Use((context, next) =>
            {
                var path = context.Request.Path;
                context.Request.Path = path.StartsWithSegments("/packages") && !Path.HasExtension(path) ? path + ".js" : path;
                return next(context);
            });
            _app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(packages), RequestPath = "/packages" });
        }

        _app.UseRouting();
        _app.UseCors();
        _app.MapGet("/", () => Results.Content("<!doctype html><title>A page</title>", "text/html"));
        var events = _app.MapMethods(
            "/events", ["GET", "POST"], (SseSubscriber subscriber) => RespondAsync(subscriber, options ?? FastReconnect));
        stream?.Invoke(events);
    }

    private async Task<IResult> RespondAsync(SseSubscriber subscriber, SseServerOptions options)
    {
        Requests.Enqueue(StreamRequest.From(subscriber));
        await _held.Task.WaitAsync(subscriber.HttpContext.RequestAborted);
        AbortOnCut(subscriber);
        return IsFinished ? TypedResults.NoContent() : SseResults.Stream(Topic, options);
    }
}
