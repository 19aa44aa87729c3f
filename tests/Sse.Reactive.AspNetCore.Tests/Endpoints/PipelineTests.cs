using System.Net;
using System.Reactive.Linq;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Endpoints and results within ASP.NET Core's pipeline: compression, authorization, CORS, descriptions.</summary>
public sealed class PipelineTests : ServerFixture
{
    [Test]
    public async Task Response_compression_does_not_apply()
    {
        var data = new string('x', 10_000);
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseResponseCompression();
                app.MapSse("/", _ => Observable.Return(data));
                app.MapGet("/other", () => Results.Text(data, "text/event-stream"));
            },
            builder => builder.Services.AddResponseCompression(o => o.MimeTypes = ["text/event-stream"]));

        using var other = await GetAsync(server, "other", ("Accept-Encoding", "gzip, br"));
        using var response = await GetAsync(server, "", ("Accept-Encoding", "gzip, br"));

        Assert.That(other.Content.Headers.ContentEncoding, Is.Not.Empty, "compression is active");
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith(":\ndata: xxx"));
    }

    [Test]
    public async Task An_unauthorized_client_receives_no_replay_and_its_source_is_not_asked_for()
    {
        var isAsked = false;
        var topic = new SseTopic("secrets", new() { ReplayFromOldest = true });
        var id = topic.Publish(new("secret"));
        topic.Publish(new("another"));
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapSse("/topic", topic).RequireAuthorization();
                app.MapSse("/function", s =>
                {
                    isAsked = true;
                    return topic.After(s.LastEventId);
                }).RequireAuthorization();
            },
            builder =>
            {
                builder.Services.AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, NoAuthentication>("none", null);
                builder.Services.AddAuthorization();
            });

        foreach (var path in new[] { "topic", "function" })
        {
            using var response = await GetAsync(server, path, ("Last-Event-ID", id));

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await response.Content.ReadAsStringAsync(), Is.Empty);
            Assert.That(topic.HasSubscribers, Is.False);
        }

        Assert.That(isAsked, Is.False);
    }

    [Test]
    public async Task CORS_applies()
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.UseCors();
                app.MapSse("/", _ => Observable.Never<SseEvent>()).RequireCors(p => p.WithOrigins("http://a"));
            },
            builder => builder.Services.AddCors());

        using var allowed = await GetAsync(server, "", ("Origin", "http://a"));
        using var other = await GetAsync(server, "", ("Origin", "http://b"));

        Assert.That(allowed.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "http://a" }));
        Assert.That(other.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [Test]
    public async Task API_descriptions_name_the_content_types()
    {
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapSse("/mapped", _ => Observable.Never<SseEvent>());
                app.MapGet("/result", () => SseResults.Stream(Observable.Never<SseEvent>()));
            },
            builder => builder.Services.AddEndpointsApiExplorer());

        var provider = server.App.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>();
        var descriptions = provider.ApiDescriptionGroups.Items.SelectMany(g => g.Items);

        Assert.That(descriptions.Select(Text), Is.EquivalentTo(new[]
        {
            "GET mapped 200 text/event-stream 400 text/plain 503 text/plain 204",
            "GET result 200 text/event-stream 400 text/plain 503 text/plain",
        }));

        static string Text(ApiDescription description)
        {
            var responses = description.SupportedResponseTypes
                .Select(t => $"{t.StatusCode} {string.Join(' ', t.ApiResponseFormats.Select(f => f.MediaType))}");
            return $"{description.HttpMethod} {description.RelativePath} {string.Join(' ', responses)}".Trim();
        }
    }

    [Test]
    public async Task A_controller_can_return_a_stream()
    {
        await using var server = await Server.StartAsync(
            app => app.MapControllers(),
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(StreamController).Assembly));

        Assert.That(await Connect(server, "stream").FirstAsync().Timeout(Deadline), Is.EqualTo(new SseEvent("from a controller")));
    }

    private sealed class NoAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}

[ApiController]
[Route("stream")]
public class StreamController : ControllerBase
{
    [HttpGet]
    public IResult Get() => SseResults.Stream(Observable.Return(new SseEvent("from a controller")));
}
