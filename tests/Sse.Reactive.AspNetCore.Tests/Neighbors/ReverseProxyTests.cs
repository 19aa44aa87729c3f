using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Streams through YARP.</summary>
public sealed class ReverseProxyTests : NeighborFixture
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Streams_through_YARP(bool isCompressing)
    {
        await using var server = await StartAsync([]);
        var route = new RouteConfig { RouteId = "all", ClusterId = "server", Match = new() { Path = "{**path}" } };
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
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = proxy.Uri };

        foreach (var path in Paths)
        {
            await AssertStreamsAsync(http, path);
        }
    }
}
