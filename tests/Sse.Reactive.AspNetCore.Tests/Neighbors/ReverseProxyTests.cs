using System.Reactive.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams through YARP.</summary>
[Parallelizable] // with others that wait
public sealed class ReverseProxyTests : NeighborFixture
{
    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task Streams_through_YARP(bool isCompressing, bool hasAllParts)
    {
        await using var server = await StartAsync(hasAllParts ? Parts.All : []);
        await using var proxy = await StartProxyAsync(server, isCompressing);
        using var http = await SignInAsync(proxy);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }

    [Test]
    public async Task A_broken_answer_is_broken_after_YARP(
        [Values("1.1", "2.0")] string fromServer, [Values("1.1", "2.0")] string toClient, [Values] bool isCompressing)
    {
        var source = new Subject<string>();
        await using var server = await Server.StartAsync(
            app => app.MapPost("/", () => SseResults.Stream(source)), protocols: Protocols(fromServer));
        await using var proxy = await StartProxyAsync(server, isCompressing, fromServer, toClient);

        Assert.That(await AskAsync(() => source.OnCompleted()), Is.EqualTo(("data: 1\n\ndata: 2\n\n", IsBroken: false)));
        Assert.That(
            await AskAsync(() => source.OnError(new FormatException())), Is.EqualTo(("data: 1\n\ndata: 2\n\n", IsBroken: true)));

        async Task<(string Text, bool IsBroken)> AskAsync(Action end)
        {
            source = new();
            using var request = new HttpRequestMessage(HttpMethod.Post, proxy.Uri)
            {
                Version = new(toClient),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var answer = await Answer.BeginAsync(Http, request);
            await Waiting.UntilAsync(() => source.HasObservers, () => "The source was not subscribed to.");
            source.OnNext("1");
            source.OnNext("2");
            await answer.ReadUntilAsync("data: 2\n\n"); // YARP drops what arrives together with the break
            end();
            return await answer.ReadToEndAsync();
        }
    }

    private static HttpProtocols Protocols(string version) => version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;

    private static Task<Server> StartProxyAsync(
        Server server, bool isCompressing, string fromServer = "1.1", string toClient = "1.1")
    {
        var route = new RouteConfig { RouteId = "all", ClusterId = "server", Match = new() { Path = "{**path}" } }
            .WithTransformXForwarded(xDefault: ForwardedTransformActions.Off); // the client's own say that it uses HTTPS
        var cluster = new ClusterConfig
        {
            ClusterId = "server",
            HttpRequest = new() { Version = new(fromServer), VersionPolicy = HttpVersionPolicy.RequestVersionExact },
            Destinations = new Dictionary<string, DestinationConfig> { ["server"] = new() { Address = server.Uri.ToString() } },
        };
        return Server.StartAsync(
            app =>
            {
                if (isCompressing)
                {
                    app.UseResponseCompression();
                }

                app.MapReverseProxy();
            },
            builder =>
            {
                builder.Services.AddResponseCompression();
                builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);
            },
            Protocols(toClient));
    }
}
