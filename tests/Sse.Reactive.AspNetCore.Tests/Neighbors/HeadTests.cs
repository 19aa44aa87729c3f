using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>HEAD: the headers of a stream, and no source.</summary>
public sealed class HeadTests : NeighborFixture
{
    [TestCase("mapped")]
    [TestCase("result")]
    [TestCase("head-controller")]
    public async Task Answers_the_headers_alone_and_asks_for_no_source(string path)
    {
        var asked = 0;
        await using var server = await Server.StartAsync(
            app =>
            {
                app.MapSse("/mapped", _ =>
                {
                    asked++;
                    return Feed;
                });
                app.MapMethods("/result", ["GET", "HEAD"], () => SseResults.Stream(Feed));
                app.MapControllers();
            },
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(HeadController).Assembly));
        HeadController.Feed = Feed;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        using var http = new HttpClient(handler) { BaseAddress = server.Uri, Timeout = Deadline };

        for (var i = 0; i < 2; i++) // the second uses the same connection
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var response = await http.SendAsync(request);

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/event-stream"));
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        }

        Assert.That(asked, Is.Zero);
        Assert.That(Feed.Subscribers, Is.Zero);
    }

    [Test]
    public async Task Has_the_conventions_of_the_stream()
    {
        var authentication = Parts.All.Single(p => p.Name.StartsWith("authentication", StringComparison.Ordinal));
        await using var server = await StartAsync([authentication]);

        using var head = await Http.SendAsync(new(HttpMethod.Head, new Uri(server.Uri, "mapped")));
        using var post = await Http.PostAsync(new Uri(server.Uri, "mapped"), null);

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(post.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD" }));
    }
}

[ApiController]
[Route("head-controller")]
public class HeadController : ControllerBase
{
    internal static Feed? Feed { get; set; }

    [HttpGet]
    [HttpHead]
    public IResult Get() => SseResults.Stream(Feed!);
}
