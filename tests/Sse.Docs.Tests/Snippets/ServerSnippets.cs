using System.Net.Http.Json;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The server's code in the README and in docs/server.md, run with the client.</summary>
public class ServerSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task Serve()
    {
        await using var app = Build();

        #region Serve
        var prices = new SseTopic("prices");
        app.MapSse("/prices", prices);

        prices.Publish(new SseEvent("42.10", "price")); // from any thread; the topic assigns the ID
        #endregion

        var after = prices.Publish(new("1"));
        prices.Publish(new("2"));
        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/prices"), new() { LastEventId = after });
        Assert.That(await events.FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.EqualTo("2"));
    }

    [Test]
    public async Task ServeFilter()
    {
        await using var app = Build();
        var chat = new SseTopic("chat", new() { ReplayFromOldest = true });

        #region ServeFilter
        app.MapSse("/chat", subscriber =>
        {
            var me = subscriber.HttpContext.User.Identity?.Name;
            return chat.After(subscriber.LastEventId, where: message => !Equals(message.Tag, me)); // to all but the sender
        });

        chat.Publish(new SseEvent("hello"), tag: "alice");
        #endregion

        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/chat"));
        Assert.That(await events.FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.EqualTo("hello"));
    }

    [Test]
    public async Task ServeSeveralTopics()
    {
        await using var app = Build();
        static IObservable<IReadOnlyCollection<string>> RoomsOf(ClaimsPrincipal user) =>
            Observable.Return(new[] { "lobby", $"{user.Identity?.Name}" }).Concat(Observable.Never<string[]>());

        #region ServeSeveralTopics
        using var topics = new SseTopics();
        app.MapSse("/events", subscriber => topics.After(["prices", "builds", "chat"], subscriber.LastEventId));
        #endregion

        var rooms = topics;

        #region ServeChangingTopics
        // IObservable<IReadOnlyCollection<string>> RoomsOf(ClaimsPrincipal user): the rooms of a user, at once and after each change
        app.MapSse("/chat", subscriber => rooms.After(RoomsOf(subscriber.HttpContext.User), subscriber.LastEventId));
        #endregion

        await app.StartAsync();
        var events = SseObservable.Signals(new Uri(new Uri(app.Urls.Single()), "/events"))
            .Do(signal => _ = signal is SseSignal.Opened ? topics.Publish("builds", new("42")) : "")
            .Events();
        var received = await events.FirstAsync().ToTask().WaitAsync(Deadline);
        Assert.That((received.Data, received.LastEventId.Split(' ').Length), Is.EqualTo(("42", 3)));
    }

    [Test]
    public async Task ServeTopics()
    {
        await using var app = Build();

        #region ServeTopics
        using var rooms = new SseTopics();
        app.MapGet("/rooms/{room}", (string room, SseSubscriber subscriber) =>
            SseResults.Stream(rooms.After(room, subscriber.LastEventId))).RequireAuthorization();

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
        app.MapSse("/prices", prices, new()
        {
            HeartbeatInterval = TimeSpan.FromSeconds(10), // the proxy cuts after 30 s of silence
            MaxConnectionAge = TimeSpan.FromMinutes(45),  // and ends every response after an hour: close before that, cleanly
        });
        #endregion

        #region DeployIdleTimeout
        var options = new SseOptions { IdleTimeout = TimeSpan.FromSeconds(30) }; // three heartbeats
        #endregion

        prices.Publish(new("1"));
        await app.StartAsync();
        var uri = new Uri(new Uri(app.Urls.Single()), "/prices");
        var events = SseObservable.Connect(uri, options with { LastEventId = prices.Publish(new("2")) });
        var next = events.FirstAsync().Select(e => e.Data).ToTask();
        prices.Publish(new("3"));
        Assert.That(await next.WaitAsync(Deadline), Is.EqualTo("3"));
    }

    [Test]
    public async Task Relay()
    {
        await using var upstream = await EventServer.StartAsync(async context =>
        {
            await EventServer.SendAsync(
                context.Response, "id: 1\nevent: ping\ndata: a\n\nevent: other\ndata: x\n\nevent: ping\ndata: b\n\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var uri = upstream.Uri;
        await using var app = Build();

        #region Relay
        var pings = new SseTopic("pings");
        app.MapSse("/pings", pings);

        using var relay = SseObservable.Connect(uri).OfType("ping")
            .Select(e => e with { LastEventId = "" }) // the topic assigns IDs, since several events upstream may share one
            .Subscribe(pings);
        #endregion

        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/pings"), new() { LastEventId = "none" });
        var seen = await events.Where(e => e.Type == "ping").Take(2).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task ServePost()
    {
        await using var app = Build();

        #region ServePost
        app.MapPost("/answers", (Question question) => SseResults.Stream(AnswerAsync(question)));
        #endregion

        await app.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(new Uri(app.Urls.Single()), "/answers"), new Question("Why?"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(":\ndata: Why?\n\ndata: Because.\n\n"));

        static async IAsyncEnumerable<string> AnswerAsync(Question question)
        {
            yield return question.Text;
            await Task.Yield();
            yield return "Because.";
        }
    }

    [TestCase("Why?", "data: Because.\n\ndata: [DONE]\n\n")]
    [TestCase("", "data: {\"error\":{\"message\":\"The model is not available.\"}}\n\n")]
    public async Task ServeAnswerEnds(string question, string expected)
    {
        await using var app = Build();

        #region ServeAnswerEnds
        app.MapPost("/answers", (Question question) => SseResults.Stream(AnswerAsync(question), new()
        {
            CompletionEvent = new("[DONE]"),
            ErrorEvents = _ => [new("""{"error":{"message":"The model is not available."}}""")],
        }));
        #endregion

        await app.StartAsync();
        var uri = new Uri(new Uri(app.Urls.Single()), "/answers");
        var received = "";
        try
        {
            using var http = new HttpClient();
            using var message = new HttpRequestMessage(HttpMethod.Post, uri) { Content = JsonContent.Create(new Question(question)) };
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                received += line + "\n";
            }

            Assert.That(question, Is.Not.Empty, "The answer looks whole.");
        }
        catch (HttpIOException)
        {
            Assert.That(question, Is.Empty);
        }

        Assert.That(received, Is.EqualTo(":\n" + expected));

        static async IAsyncEnumerable<string> AnswerAsync(Question question)
        {
            await Task.Yield();
            yield return question.Text.Length > 0 ? "Because." : throw new FormatException();
        }
    }

    [Test]
    public async Task ServeResult()
    {
        await using var app = Build();
        var jobs = new Dictionary<int, SseTopic> { [200] = new("200", new() { ReplayFromOldest = true }) };
        jobs[200].Publish(new("half done"));

        #region ServeResult
        app.MapGet("/jobs/{id}", IResult (int id) =>
            jobs.TryGetValue(id, out var job) ? SseResults.Stream(job) // resumes after the request's last event ID
            : id < 100 ? TypedResults.NoContent() // the job has finished: the client does not reconnect
            : TypedResults.NotFound());
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

        app.MapSse("/", topic);
        await app.StartAsync();
        var (uri, options, said) = (new Uri(app.Urls.Single()), new SseOptions { LastEventId = first }, new List<string>());
        void Warn(string text) => said.Add(text);

        #region Gaps
        IObservable<SseEvent> events = SseObservable.Connect(uri, options)
            .WithoutGaps(gap => Warn($"{gap.Count?.ToString("D", null) ?? "some"} events are missing ({gap.Reason})"));
        #endregion

        Assert.That(await events.Take(2).Select(e => e.Data).ToList().ToTask().WaitAsync(Deadline), Is.EqualTo(new[] { "4", "5" }));
        Assert.That(said, Is.EqualTo(new[] { "2 events are missing (Expired)" }));
    }

    [Test]
    public async Task ServeLimits()
    {
        var builder = CreateBuilder();

        #region ServeLimits
        builder.Services.AddRateLimiter(limiter =>
        {
            // Per caller: 6 open streams.
            limiter.AddPolicy("streams", context => RateLimitPartition.GetConcurrencyLimiter(
                context.User.Identity?.Name ?? $"{context.Connection.RemoteIpAddress}", _ => new() { PermitLimit = 6 }));

            // In total: 10,000 streams, of all endpoints with that policy.
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context =>
                context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == "streams"
                    ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new() { PermitLimit = 10_000 })
                    : RateLimitPartition.GetNoLimiter(false));

            // The status is 503 by default. Spread the times, so that refused clients do not all return at once.
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = $"{Random.Shared.Next(5, 16)}"; // seconds
                return ValueTask.CompletedTask;
            };
        });
        #endregion

        await using var app = builder.Build();
        var prices = new SseTopic("prices");

        #region ServeLimitsUse
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter(); // after authorization: a client that is not allowed to subscribe takes no permit

        app.MapSse("/prices", prices).RequireRateLimiting("streams");
        #endregion

        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 7; i++)
        {
            var uri = new Uri("/prices", UriKind.Relative);
            var stream = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
            streams.Add(stream);
        }

        Assert.That(streams.Select(s => (int)s.StatusCode), Is.EqualTo(new[] { 200, 200, 200, 200, 200, 200, 503 }));
        Assert.That(streams[6].Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)));
        streams.ForEach(s => s.Dispose());
    }

    [Test]
    public async Task ServePublishJson()
    {
        await using var app = Build();
        var pings = new SseTopic("pings", new() { ReplayFromOldest = true });

        #region ServePublishJson
        app.MapSse("/pings", pings);

        pings.PublishJson(new Ping(1), MyContext.Default.Ping, "ping");
        #endregion

        await app.StartAsync();
        var uri = new Uri(new Uri(app.Urls.Single()), "/pings");
        var ping = SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping).FirstAsync().ToTask();
        Assert.That(await ping.WaitAsync(Deadline), Is.EqualTo(new Ping(1)));
    }

    [Test]
    public async Task ServeTexts()
    {
        await using var app = Build();

        #region ServeTexts
        app.MapSse("/clock", _ => Observable.Timer(TimeSpan.Zero, TimeSpan.FromSeconds(1)).Select(_ => $"{DateTimeOffset.Now:T}"));
        #endregion

        await app.StartAsync();
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/clock"));
        Assert.That(await events.FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.Not.Empty);
    }

    [Test]
    public async Task ServeController()
    {
        var builder = CreateBuilder();
        builder.Services.AddSingleton<SseTopics>();
        builder.Services.AddControllers().AddApplicationPart(typeof(RoomsController).Assembly);
        await using var app = builder.Build();
        app.MapControllers();

        await app.StartAsync();
        var rooms = app.Services.GetRequiredService<SseTopics>();
        var first = rooms.Publish("lobby", new("1"));
        rooms.Publish("lobby", new("2"));
        var events = SseObservable.Connect(new Uri(new Uri(app.Urls.Single()), "/api/rooms/lobby"), new() { LastEventId = first });
        Assert.That(await events.FirstAsync().Select(e => e.Data).ToTask().WaitAsync(Deadline), Is.EqualTo("2"));
    }

    [Test]
    public async Task ServePolicies()
    {
        await using var app = Build();
        using var ticks = new System.Reactive.Subjects.Subject<SseEvent>();
        using var states = new System.Reactive.Subjects.Subject<SseEvent>();

        #region ServePolicies
        app.MapSse("/states", _ => states, new() { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type), MaxQueuedMessages = 200 });
        app.MapSse("/ticks", _ => ticks, new()
        {
            Overflow = SseOverflowPolicy.DropOldest,
            MaxQueuedMessages = 100,
            MaxQueuedBytes = 64 * 1024,
        });
        #endregion

        await app.StartAsync();
        foreach (var (path, source) in new[] { ("/states", states), ("/ticks", ticks) })
        {
            using var http = new HttpClient();
            var uri = new Uri(new Uri(app.Urls.Single()), path);
            using var stream = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
            Assert.That(stream.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        }
    }

    [Test]
    public async Task ServeJson()
    {
        await using var app = Build();
        var pings = Observable.Return(new Ping(1));

        #region ServeJson
        app.MapSse("/pings", _ => pings.Select(ping => new SseEvent<Ping>(ping, "ping")));
        #endregion

        await app.StartAsync();
        var uri = new Uri(new Uri(app.Urls.Single()), "/pings");
        var ping = await SseObservable.Connect(uri).OfType("ping").Json(MyContext.Default.Ping).FirstAsync().ToTask().WaitAsync(Deadline);
        Assert.That(ping, Is.EqualTo(new Ping(1)));
    }

    private sealed record Question(string Text);

    private static WebApplication Build() => CreateBuilder().Build();

    private static WebApplicationBuilder CreateBuilder()
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
        return builder;
    }
}

#region ServeController
[ApiController]
[Route("api/rooms")]
public class RoomsController(SseTopics rooms) : ControllerBase
{
    [HttpGet("{room}")]
    public IResult Get(string room, SseSubscriber subscriber) =>
        SseResults.Stream(rooms.After(room, subscriber.LastEventId));
}
#endregion
