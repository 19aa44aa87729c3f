using System.Net;
using System.Reactive.Linq;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Refusals in the application's own form: problem details.</summary>
public sealed class RefusalTests : ServerFixture
{
    [TestCase("mapped", 400)]
    [TestCase("result", 400)]
    [TestCase("mapped", 503)]
    [TestCase("result", 503)]
    [TestCase("limited", 503)]
    public async Task Refuses_with_problem_details_where_the_application_has_them(string path, int status)
    {
        await using var server = await StartAsync(b => b.Services.AddProblemDetails(o =>
            o.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["app"] = "mine"));

        using var response = await RefuseAsync(server, path, status, accept: "application/json");

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(problem.RootElement.GetProperty("app").GetString(), Is.EqualTo("mine"));
        Assert.That(problem.RootElement.GetProperty("status").GetInt32(), Is.EqualTo(status));
        if (path != "limited") // the middleware's own answer has no text
        {
            Assert.That(problem.RootElement.GetProperty("detail").GetString(), Is.EqualTo(TextOf(status)));
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(response.Headers.RetryAfter is not null, Is.EqualTo(status == 503));
        }
    }

    [TestCase("mapped", 400)]
    [TestCase("result", 503)]
    public async Task Refuses_with_text_where_the_client_does_not_accept_JSON_or_the_application_has_none(string path, int status)
    {
        foreach (var accept in new[] { "text/event-stream", "application/json" })
        {
            await using var server = await StartAsync(b => _ = accept == "text/event-stream" ? b.Services.AddProblemDetails() : null);

            using var response = await RefuseAsync(server, path, status, accept);

            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"), accept);
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(TextOf(status)));
        }
    }

    private static string TextOf(int status) =>
        status == 503 ? "The server is stopping." : "A last event ID cannot contain CR, LF or U+0000.";

    private static Task<Server> StartAsync(Action<WebApplicationBuilder> build) => Server.StartAsync(
        app =>
        {
            app.UseStatusCodePages();
            app.UseRateLimiter();
            var options = new SseServerOptions { UnfinishedEnd = SseUnfinishedEnd.Abort }; // refused while the application stops
            app.MapSse("/mapped", _ => Observable.Never<SseEvent>(), options);
            app.MapGet("/result", () => SseResults.Stream(Observable.Never<SseEvent>(), options));
            app.MapSse("/limited", _ => Observable.Never<SseEvent>()).RequireRateLimiting("one");
        },
        builder =>
        {
            build(builder);
            builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("one", o => o.PermitLimit = 1));
        });

    private async Task<HttpResponseMessage> RefuseAsync(Server server, string path, int status, string accept)
    {
        using var first = path == "limited" ? await GetAsync(server, path) : null; // takes the only permit
        if (status == 503 && path != "limited")
        {
            server.App.Lifetime.StopApplication();
        }

        return await GetAsync(server, path + (status == 400 ? "?lastEventId=%0A" : ""), ("Accept", accept));
    }
}
