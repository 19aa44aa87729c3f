using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;
using static Sse.Docs.Tests.Snippets;

namespace Sse.Docs.Tests;

/// <summary>The README's code of the server, run with our client.</summary>
public class ServerSnippets
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Serve()
    {
        await using var app = Build();

        #region Serve
        var prices = new SseTopic("prices");
        app.MapSse("/prices", subscriber => prices.After(subscriber.LastEventId));

        prices.Publish(new SseEvent("42.10", "price")); // from any thread; it is given an ID
        #endregion

        var after = prices.Publish(new("1"));
        prices.Publish(new("2"));
        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/prices"), new() { LastEventId = after });
        Assert.That(await events.FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.EqualTo("2"));
    }

    [Test]
    public async Task ServeTopics()
    {
        await using var app = Build();

        #region ServeTopics
        using var rooms = new SseTopics();
        app.MapSse("/rooms/{room}", s => rooms.After((string)s.HttpContext.GetRouteValue("room")!, s.LastEventId)).RequireAuthorization();

        rooms.Publish("lobby", new SseEvent("hello"));
        #endregion

        await app.StartAsync();
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(new Uri(app.Urls.Single()), "/rooms/lobby"));
        Assert.That((int)response.StatusCode, Is.EqualTo(403));
        Assert.That(rooms.Names, Is.EqualTo(new[] { "lobby" }));
    }

    [Test]
    public async Task Deploy()
    {
        await using var app = Build();
        var prices = new SseTopic("prices");

        #region DeployHeartbeat
        app.MapSse("/prices", s => prices.After(s.LastEventId), new()
        {
            HeartbeatInterval = TimeSpan.FromSeconds(10),         // the proxy cuts after 30 s
            MaxConnectionAge = TimeSpan.FromMinutes(50), // and ends every response after an hour: be first, in good order
        });
        #endregion

        #region DeployIdleTimeout
        var options = new SseOptions { IdleTimeout = TimeSpan.FromSeconds(30) }; // three heartbeats
        #endregion

        prices.Publish(new("1"));
        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/prices"), options with { LastEventId = prices.Publish(new("2")) });
        var next = events.FirstAsync().Select(e => e.Data).ToTask();
        prices.Publish(new("3"));
        Assert.That(await next.WaitAsync(Deadline), Is.EqualTo("3"));
    }

    [Test]
    public async Task Relay()
    {
        await using var upstream = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(context.Response, "id: 1\nevent: ping\ndata: a\n\nevent: other\ndata: x\n\nevent: ping\ndata: b\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var uri = upstream.Uri;
        await using var app = Build();

        #region Relay
        var pings = new SseTopic("pings");
        app.MapSse("/pings", subscriber => pings.After(subscriber.LastEventId));

        using var relay = SseObservable.Connect(uri).OfType("ping")
            .Select(e => e with { LastEventId = "" }) // the topic's own IDs, since several events may have one of upstream's
            .Subscribe(pings);
        #endregion

        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/pings"), new() { LastEventId = "none" });
        var seen = await events.Where(e => e.Type == "ping").Take(2).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task ServeResult()
    {
        await using var app = Build();
        var jobs = new Dictionary<int, SseTopic> { [200] = new("200", new() { ReplayFromOldest = true }) };
        jobs[200].Publish(new("half done"));

        #region ServeResult
        app.MapGet("/jobs/{id}", IResult (int id, [FromHeader(Name = "Last-Event-ID")] string? lastEventId) =>
            jobs.TryGetValue(id, out var job) ? SseResults.Stream(job.After(lastEventId ?? ""))
            : id < 100 ? SseResults.DoNotReconnect // it is over
            : Results.NotFound());
        #endregion

        await app.StartAsync();
        IObservable<SseEvent> Job(int id) => SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), $"/jobs/{id}"));
        Assert.That(await Job(200).FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.EqualTo("half done"));
        Assert.That(await Job(1).ToList().ToTask().WaitAsync(Deadline), Is.Empty);
        await Assert.ThrowsAsync<SseResponseException>(() => Job(300).ToList().ToTask().WaitAsync(Deadline));
    }

    [Test]
    public async Task Gaps()
    {
        await using var app = Build();
        var topic = new SseTopic("t", new() { MaxEvents = 2 });
        var first = topic.Publish(new("1"));
        for (var i = 2; i <= 5; i++)
        {
            topic.Publish(new($"{i}"));
        }

        app.MapSse("/", s => topic.After(s.LastEventId));
        await app.StartAsync();
        var (uri, options, said) = (new Uri(app.Urls.Single()), new SseOptions { LastEventId = first }, new List<string>());
        void Warn(string text) => said.Add(text);

        #region Gaps
        IObservable<SseEvent> events = SseObservable.Connect(uri, options)
            .WithoutGaps(gap => Warn($"{gap.Reason} after '{gap.After}': {gap.Count} events are missing"));
        #endregion

        Assert.That(await events.Take(2).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { "4", "5" }));
        Assert.That(said, Is.EqualTo(new[] { $"Expired after '{first}': 2 events are missing" }));
    }

    [Test]
    public async Task ServeLimits()
    {
        await using var app = Build();
        var prices = new SseTopic("prices");

        #region ServeLimits
        var limits = new SseConnectionLimits
        {
            MaxConnections = 10_000,
            MaxConnectionsPerCaller = 6,
            CallerKey = context => context.User.Identity?.Name ?? context.Connection.RemoteIpAddress?.ToString(),
        };
        var options = new SseServerOptions { Limits = limits }; // for as many endpoints as are to share them
        app.MapSse("/prices", s => prices.After(s.LastEventId), options);
        app.MapGet("/health", () => $"{limits.Connections} streams are open.");
        #endregion

        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 7; i++)
        {
            streams.Add(await http.GetAsync(new Uri("/prices", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline));
        }

        Assert.That(streams.Select(s => (int)s.StatusCode), Is.EqualTo(new[] { 200, 200, 200, 200, 200, 200, 503 }));
        Assert.That(await http.GetStringAsync(new Uri("/health", UriKind.Relative)), Is.EqualTo("6 streams are open."));
        streams.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task ServePolicies()
    {
        await using var app = Build();
        using var ticks = new System.Reactive.Subjects.Subject<SseEvent>();
        using var states = new System.Reactive.Subjects.Subject<SseEvent>();

        #region ServePolicies
        app.MapSse("/states", _ => states, new() { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type), MaxQueuedMessages = 200 });
        app.MapSse("/ticks", _ => ticks, new() { Overflow = SseOverflowPolicy.DropOldest, MaxQueuedMessages = 100, MaxQueuedBytes = 64 * 1024 });
        #endregion

        await app.StartAsync();
        foreach (var (path, source) in new[] { ("/states", states), ("/ticks", ticks) })
        {
            using var http = new HttpClient();
            using var stream = await http.GetAsync(new Uri(new Uri(app.Urls.Single()), path), HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
            Assert.That(stream.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        }
    }

    [Test]
    public async Task ServeJson()
    {
        await using var app = Build();
        var pings = Observable.Return(new Ping(1));

        #region ServeJson
        app.MapSse("/pings", _ => pings.Select(ping => new SseEvent<Ping>(ping, "ping")), MyContext.Default.Ping);
        #endregion

        await app.StartAsync();
        var uri = new Uri(new Uri(app.Urls.Single()), "/pings");
        Assert.That(await SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping).FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo(new Ping(1)));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication("none").AddCookie("none", options => options.Events.OnRedirectToLogin = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        builder.Services.AddAuthorization();
        return builder.Build();
    }
}
