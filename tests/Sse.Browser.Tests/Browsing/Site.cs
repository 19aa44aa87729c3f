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
/// A server on 127.0.0.1 whose connections break when told to: a blank page, the clients of others at <c>/packages</c>, and a topic at <c>/events</c> to whoever asks.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly SseServerOptions Quick = new() { ReconnectionTime = TimeSpan.FromMilliseconds(100), ShutdownSpread = TimeSpan.Zero };

    private readonly WebApplication _app;
    private readonly ISubject<Unit> _cuts = Subject.Synchronize(new Subject<Unit>());
    private TaskCompletionSource _admission = new();

    private Site(WebApplication app, SseTopicOptions? topic)
    {
        _app = app;
        Topic = new("events", topic);
    }

    public string Url => _app.Urls.Single();

    public SseTopic Topic { get; }

    /// <summary>What was asked for at <c>/events</c>, in order.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>Whether whoever asks is told not to come back.</summary>
    public bool IsOver { get; set; }

    public static async Task<Site> StartAsync(
        Action<WebApplication, Site>? map = null, Action<WebApplicationBuilder>? build = null, Action<IEndpointConventionBuilder>? stream = null, SseServerOptions? options = null,
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
        site.Admit();
        return site;
    }

    public string Publish(string data, string type = SseEvent.DefaultType) => Topic.Publish(new SseEvent(data, type));

    /// <summary>Resets all streams.</summary>
    public void Cut() => _cuts.OnNext(Unit.Default);

    /// <summary>Resets all streams, and lets whoever comes back wait until <see cref="Admit"/>.</summary>
    public void CutAndHold()
    {
        _admission = new();
        Cut();
    }

    public void Admit() => _admission.TrySetResult();

    /// <summary>Makes it one of the streams that are reset.</summary>
    public void Break(SseSubscriber subscriber)
    {
        var context = subscriber.HttpContext;
        context.Response.RegisterForDispose(_cuts.Subscribe(_ => context.Abort()));
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private void Map(Action<IEndpointConventionBuilder>? stream, SseServerOptions? options)
    {
        var packages = Path.Combine(Repository.Peers, "node_modules");
        if (Directory.Exists(packages))
        {
            // Modules name each other without the ending of their files.
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
        var events = _app.MapMethods("/events", ["GET", "POST"], (SseSubscriber subscriber) => AnswerAsync(subscriber, options ?? Quick));
        stream?.Invoke(events);
    }

    private async Task<IResult> AnswerAsync(SseSubscriber subscriber, SseServerOptions options)
    {
        Requests.Enqueue(Asked.By(subscriber));
        await _admission.Task.WaitAsync(subscriber.HttpContext.RequestAborted);
        Break(subscriber);
        return IsOver ? TypedResults.NoContent() : SseResults.Stream(Topic, options);
    }
}
