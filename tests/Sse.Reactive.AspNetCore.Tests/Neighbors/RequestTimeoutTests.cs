using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Request timeouts: a stream is exempt once it has begun; before, it is a request like any other.</summary>
public sealed class RequestTimeoutTests : NeighborFixture
{
    private static readonly Part Timeouts = new(
        "request timeouts",
        builder => builder.Services.AddRequestTimeouts(o => o.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(1) }),
        app => app.UseRequestTimeouts().Use((context, next) =>
            context.Request.Path == "/slow" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : next(context)));

    [Test]
    public async Task A_default_policy_does_not_end_streams()
    {
        await using var server = await StartAsync([Timeouts]);
        var responses = new List<HttpResponseMessage>();
        foreach (var path in Paths)
        {
            responses.Add(await GetAsync(server, path));
        }

        await Waiting.UntilAsync(() => Feed.Subscribers == Paths.Length, () => $"There are {Feed.Subscribers} subscribers.");
        using var slow = await GetAsync(server, "slow"); // the timeout of the streams would have elapsed before this one's
        Feed.Publish("late");

        Assert.That(slow.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        foreach (var response in responses)
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo(":"));
            Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline), Is.EqualTo("data: late"));
            response.Dispose();
        }
    }

    [Test]
    public async Task A_source_that_is_not_found_in_time_is_answered_504()
    {
        await using var server = await StartAsync([
            Timeouts,
            new("slow", Use: app => app.MapGet("/result-slow", async (CancellationToken cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return SseResults.Stream(Feed);
            })),
        ]);

        using var response = await GetAsync(server, "result-slow");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
    }
}
