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
using Sse.Reactive.Tests.Sockets;

namespace Sse.Reactive.Tests.Readme;

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
        var jobs = new Dictionary<int, SseTopic> { [200] = new("200", new() { FromOldest = true }) };
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
