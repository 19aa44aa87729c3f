using System.Net;
using System.Reactive.Linq;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Limits on the number of open streams, by ASP.NET Core's rate limiter, as docs/server.md recommends.</summary>
[Parallelizable] // with others that wait
public sealed class RateLimiterTests : ServerFixture
{
    private const string Policy = "streams";
    private int _requests;

    [Test]
    public async Task A_request_over_the_total_limit_is_answered_503_with_Retry_After_and_its_source_is_not_asked_for()
    {
        var asked = 0;
        await using var server = await StartAsync(total: 2, perCaller: 10, app =>
        {
            app.MapSse("/mapped", _ =>
            {
                asked++;
                return Observable.Never<SseEvent>();
            }).RequireRateLimiting(Policy);
            app.MapGet("/result", () => SseResults.Stream(Observable.Never<SseEvent>())).RequireRateLimiting(Policy);
            app.MapGet("/other", () => "not limited");
        });

        using var first = await GetAsync(server, "mapped");
        using var second = await GetAsync(server, "result");
        using var third = await GetAsync(server, "mapped");

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(third.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)));
        Assert.That(asked, Is.EqualTo(1));
        Assert.That(await ReadAsync(server, "other"), Is.EqualTo("not limited"));
    }

    [Test]
    public async Task Retry_After_is_spread()
    {
        await using var server = await StartAsync(total: 1, perCaller: 1, MapNever);
        using var open = await GetAsync(server);
        var times = new List<TimeSpan?>();
        for (var i = 0; i < 30; i++)
        {
            using var refused = await GetAsync(server);
            times.Add(refused.Headers.RetryAfter?.Delta);
        }

        Assert.That(times, Has.All.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)));
        Assert.That(times.Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public async Task Each_caller_has_a_limit_and_a_refused_request_takes_no_permit_of_the_total()
    {
        await using var server = await StartAsync(total: 3, perCaller: 1, MapNever);
        var responses = new List<HttpResponseMessage>();
        foreach (var caller in new[] { "a", "a", "a", "b", "c", "d" })
        {
            responses.Add(await GetAsync(server, "", ("Caller", caller)));
        }

        Assert.That(responses.Select(r => (int)r.StatusCode), Is.EqualTo(new[] { 200, 503, 503, 200, 200, 503 }));
        responses.ForEach(r => r.Dispose());
    }

    [TestCase("complete")]
    [TestCase("fail")]
    [TestCase("subscribe")]
    [TestCase("throw")]
    [TestCase("none")]
    [TestCase("overflow")]
    [TestCase("leave")]
    public async Task The_permit_is_returned_when_the_stream_ends(string path)
    {
        using var source = new TestSource();
        var options = new SseServerOptions { MaxQueuedMessages = 2, MaxQueuedBytes = 10 };
        var large = new SseEvent(new string('x', 1_000_000));
        await using var server = await StartAsync(total: 1, perCaller: 1, app =>
        {
            var streams = app.MapGroup("").RequireRateLimiting(Policy);
            streams.MapSse("/complete", _ => Observable.Return(new SseEvent("x")), options);
            streams.MapSse("/fail", _ => Observable.Throw<SseEvent>(new FormatException()), options);
            streams.MapSse("/subscribe", _ => Observable.Create<SseEvent>(IDisposable (_) => throw new FormatException()), options);
            streams.MapSse("/throw", IObservable<SseEvent>? (_) => throw new FormatException(), options);
            streams.MapSse("/none", _ => (IObservable<SseEvent>?)null, options);
            streams.MapSse("/overflow", _ => Enumerable.Repeat(large, 200).ToObservable(), options);
            streams.MapSse("/leave", _ => source, options);
        });

        for (var i = 0; i < 2; i++)
        {
            try
            {
                using var response = await GetAsync(server, path);
                Assert.That((int)response.StatusCode, Is.Not.EqualTo(503));
                if (path != "leave")
                {
                    await response.Content.ReadAsStringAsync();
                }
            }
            catch (Exception error) when (path == "overflow" && error is HttpRequestException or IOException)
            {
                // it may be reset
            }

            await Waiting.UntilAsync(() => Volatile.Read(ref _requests) == 0, () => "The request has not ended.");
        }
    }

    [Test]
    public async Task The_client_waits_as_Retry_After_says_and_gets_in_when_a_permit_is_free()
    {
        using var source = new TestSource();
        await using var server = await StartAsync(
            total: 1,
            perCaller: 1,
            app => app.MapSse("/", _ => source.StartWith(new SseEvent("in"))).RequireRateLimiting(Policy),
            retryAfter: () => 1);
        var first = await GetAsync(server);
        await Waiting.UntilAsync(() => source.HasObservers, () => "The source was not subscribed to.");

        var delays = new List<TimeSpan>();
        var received = SseObservable.Signals(server.Uri, new() { Jitter = 0, ReconnectionTime = TimeSpan.Zero })
            .Do(signal =>
            {
                if (signal is SseSignal.Disconnected lost)
                {
                    delays.Add(lost.Delay);
                    first.Dispose();
                }
            })
            .OfType<SseSignal.Event>()
            .FirstAsync()
            .Timeout(Deadline);

        Assert.That((await received).Value.Data, Is.EqualTo("in"));
        Assert.That(delays[0], Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    private static void MapNever(WebApplication app) => app.MapSse("/", _ => Observable.Never<SseEvent>()).RequireRateLimiting(Policy);

    private Task<Server> StartAsync(
        int total, int perCaller, Action<WebApplication> map, Func<int>? retryAfter = null) => Server.StartAsync(
        app =>
        {
            app.Use(async (context, next) =>
            {
                Interlocked.Increment(ref _requests);
                try
                {
                    await next(context);
                }
                finally
                {
                    Interlocked.Decrement(ref _requests);
                    Waiting.Pulse();
                }
            });
            app.UseRateLimiter();
            map(app);
        },
        builder => builder.Services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context =>
                context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Policy
                    ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new() { PermitLimit = total })
                    : RateLimitPartition.GetNoLimiter(false));
            limiter.AddPolicy(Policy, context => RateLimitPartition.GetConcurrencyLimiter(
                context.Request.Headers["Caller"].ToString(), _ => new() { PermitLimit = perCaller }));
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = $"{(retryAfter ?? (() => Random.Shared.Next(5, 16)))()}";
                return ValueTask.CompletedTask;
            };
        }));
}
