using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Cluster;

/// <summary>The load balancer: it sends each request to the next node, without sticky sessions.</summary>
internal static class Front
{
    public static async Task<WebApplication> StartAsync(int port, IEnumerable<WebApplication> nodes, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // the program itself reports that it cannot start
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var destinations = nodes.Select(node => node.Urls.Single())
            .ToDictionary(url => url, url => new DestinationConfig { Address = url });
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new() { RouteId = "all", ClusterId = "nodes", Match = new() { Path = "{**path}" } }],
            [new() { ClusterId = "nodes", LoadBalancingPolicy = "RoundRobin", Destinations = destinations }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync(cancellationToken);
        return app;
    }
}
