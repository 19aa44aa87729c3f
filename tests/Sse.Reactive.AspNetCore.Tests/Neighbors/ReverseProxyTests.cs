using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams through YARP.</summary>
public sealed class ReverseProxyTests : NeighborFixture
{
    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task Streams_through_YARP(bool isCompressing, bool hasAllParts)
    {
        await using var server = await StartAsync(hasAllParts ? Parts.All : []);
        var route = new RouteConfig { RouteId = "all", ClusterId = "server", Match = new() { Path = "{**path}" } }
            .WithTransformXForwarded(xDefault: ForwardedTransformActions.Off); // the client's own say that it uses HTTPS
        var cluster = new ClusterConfig
        {
            ClusterId = "server",
            Destinations = new Dictionary<string, DestinationConfig> { ["server"] = new() { Address = server.Uri.ToString() } },
        };
        await using var proxy = await Server.StartAsync(
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
            });
        using var http = await SignInAsync(proxy);

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }
}
