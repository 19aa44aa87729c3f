using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Groups with filters, error pages, and other endpoints of the application.</summary>
public sealed class GroupTests : NeighborFixture
{
    [Test]
    public async Task Filters_of_a_group_run_and_can_refuse()
    {
        await using var server = await Server.StartAsync(app =>
        {
            var group = app.MapGroup("/group").AddEndpointFilter((call, next) =>
                call.HttpContext.Request.Query.ContainsKey("key") ? next(call) : ValueTask.FromResult<object?>(Results.StatusCode(403)));
            group.MapSse("/mapped", _ => Feed, Silent);
            group.MapGet("/result", () => SseResults.Stream(Feed, Silent));
        });
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = server.Uri };

        foreach (var path in new[] { "group/mapped", "group/result" })
        {
            using var refused = await GetAsync(server, path);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(Feed.Subscribers, Is.Zero);
            await AssertStreamsAsync(http, path + "?key=1");
        }
    }

    [Test]
    public async Task Error_pages_answer_for_a_function_that_throws_and_leave_the_streams_answers_alone()
    {
        await using var server = await Server.StartAsync(app =>
        {
            app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("An error page.")));
            app.UseStatusCodePages("text/plain", "A page for {0}.");
            app.MapSse("/throws", IObservable<SseEvent>? (_) => throw new FormatException());
            app.MapSse("/gone", _ => (IObservable<SseEvent>?)null);
        });

        using var thrown = await GetAsync(server, "throws");
        using var gone = await GetAsync(server, "gone");

        Assert.That(thrown.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await thrown.Content.ReadAsStringAsync(), Is.EqualTo("An error page."));
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await ReadAsync(server, "gone?lastEventId=%0A"), Is.EqualTo("A last event ID cannot contain CR, LF or U+0000."));
        Assert.That(await ReadAsync(server, "missing"), Is.EqualTo("A page for 404."));
    }

    [Test]
    public async Task Health_checks_and_hubs_answer_while_streams_are_open()
    {
        await using var server = await StartAsync([.. Parts.All.Where(p => p.Name is "health checks" or "SignalR")]);
        using var open = await GetAsync(server, "mapped");

        Assert.That(await ReadAsync(server, "health"), Is.EqualTo("Healthy"));
        using var negotiated = await Http.PostAsync(new Uri(server.Uri, "hub/negotiate?negotiateVersion=1"), null);
        Assert.That(await negotiated.Content.ReadAsStringAsync(), Does.Contain("ServerSentEvents"));
    }
}
