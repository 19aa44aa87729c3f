using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams in an application with other parts of ASP.NET Core.</summary>
public abstract class NeighborFixture : ServerFixture
{
    /// <summary>The endpoints of <see cref="Feed"/>: mapped and as results, pushed and pulled.</summary>
    protected static readonly string[] Paths = ["mapped", "mapped-pulled", "result", "result-pulled"];

    // Without heartbeats nothing flushes what a part holds back.
    private protected static readonly SseServerOptions Silent = new() { HeartbeatInterval = null };

    private protected Feed Feed { get; private set; } = null!;

    [SetUp]
    public void CreateFeed() => Feed = new();

    [TearDown]
    public void DisposeFeed() => Feed.Dispose();

    private protected Task<Server> StartAsync(IReadOnlyCollection<Part> parts, HttpProtocols protocols = HttpProtocols.Http1) =>
        Server.StartAsync(app => Configure(app, parts), builder => Build(builder, parts), protocols);

    private protected static void Build(WebApplicationBuilder builder, IEnumerable<Part> parts)
    {
        foreach (var part in parts)
        {
            part.Build?.Invoke(builder);
        }
    }

    private protected void Configure(WebApplication app, IReadOnlyCollection<Part> parts)
    {
        foreach (var part in parts)
        {
            part.Use?.Invoke(app);
        }

        IEndpointConventionBuilder[] endpoints =
        [
            app.MapSse("/mapped", _ => Feed, Silent),
            app.MapSse("/mapped-pulled", _ => Feed.PullAsync(), Silent),
            app.MapGet("/result", () => SseResults.Stream(Feed, Silent)),
            app.MapGet("/result-pulled", Results<SseStreamResult, NoContent> () => SseResults.Stream(Feed.PullAsync(), Silent)),
        ];
        foreach (var part in parts)
        {
            Array.ForEach(endpoints, endpoint => part.Endpoint?.Invoke(endpoint));
        }
    }

    /// <summary>A client with the cookie of a signed-in user, if the server has such.</summary>
    private protected static async Task<HttpClient> SignInAsync(Server server, string version = "1.1")
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ResponseDrainTimeout = TimeSpan.Zero })
        {
            BaseAddress = server.Uri,
            DefaultRequestVersion = new(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Deadline,
        };
        await SignInAsync(http);
        return http;
    }

    /// <summary>Gives a client that cookie, and no other, as on the first visit.</summary>
    protected static async Task SignInAsync(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var response = await http.PostAsync($"sign-in/{Parts.Cookies}", null);
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            var user = cookies.Select(c => c.Split(';')[0]).Where(c => c.Contains(Parts.Cookies, StringComparison.Ordinal));
            http.DefaultRequestHeaders.Add("Cookie", user);
        }
    }

    /// <summary>
    /// Fails unless two clients receive headers at once, each event at once and nothing that was published before, and the server notices
    /// that they leave.
    /// </summary>
    private protected async Task AssertStreamsAsync(HttpClient http, string path, Action<HttpRequestMessage>? request = null)
    {
        for (var round = 0; round < 2; round++)
        {
            using (var first = await OpenAsync(http, path, request))
            using (var second = await OpenAsync(http, path, request))
            {
                using var reader1 = new StreamReader(await first.Content.ReadAsStreamAsync());
                using var reader2 = new StreamReader(await second.Content.ReadAsStreamAsync());
                await Waiting.UntilAsync(() => Feed.Subscribers == 2, () => $"{path}: there are {Feed.Subscribers} subscribers.");
                for (var i = 0; i < 3; i++)
                {
                    Feed.Publish($"{round} {i}");
                    Assert.That(await NextAsync(reader1), Is.EqualTo($"data: {round} {i}"), path);
                    Assert.That(await NextAsync(reader2), Is.EqualTo($"data: {round} {i}"), path);
                }
            }

            await Waiting.UntilAsync(() => Feed.Subscribers == 0, () => $"{path}: there still are {Feed.Subscribers} subscribers.");
        }

        async Task<string?> NextAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync().WaitAsync(Deadline) is { } line)
            {
                if (line.StartsWith("data", StringComparison.Ordinal))
                {
                    return line;
                }
            }

            return null;
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient http, string path, Action<HttpRequestMessage>? configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        request.Headers.Add("Accept-Encoding", "gzip, br");
        request.Headers.Add("Origin", Parts.Origin);
        request.Headers.Add("X-Forwarded-Proto", "https");
        configure?.Invoke(request);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty, path);
        Assert.That(response.Headers.CacheControl?.ToString(), Is.EqualTo("no-store, no-transform, no-cache"), path);
        return response;
    }
}
