using System.Reactive.Linq;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster;

/// <summary>
/// One of the nodes: a whole server, which shares nothing with the other but the engine. Here both are in one process; yours are on
/// different machines.
/// </summary>
internal static class Node
{
    public static async Task<WebApplication> StartAsync(
        string name, Action<ISseTopicsBuilder> use, TimeSpan moveEvery, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        use(builder.Services.AddSseTopics());
        builder.Services.AddHealthChecks().AddSseTopics();
        builder.Services.AddSingleton<IHostedService>(services =>
            new Ticker(name, services.GetRequiredService<ISseTopics>()["ticks"], services.GetRequiredService<ILogger<Ticker>>()));

        var app = builder.Build();
        app.UseFileServer();
        app.MapHealthChecks("/health");

        // A connection ends after a few seconds, and the front sends the next one to the other node.
        var options = new SseServerOptions
        {
            MaxConnectionAge = moveEvery,
            ReconnectionTime = TimeSpan.FromMilliseconds(50),
            ShutdownSpread = TimeSpan.FromSeconds(0.5),
        };
        var ticks = app.Services.GetRequiredService<ISseTopics>()["ticks"];
        app.MapSse(
            "/events",
            // To show which node serves the page, each event says so. Without that: app.MapSse("/events", ticks).
            subscriber => ticks.After(subscriber.LastEventId).Select(e => e.Type == SseGap.EventType ? e : e with { Data = Via(e.Data) }),
            options);
        await app.StartAsync(cancellationToken);
        return app;

        string Via(string data) => JsonSerializer.Serialize(
            JsonSerializer.Deserialize(data, ClusterJson.Default.Tick)! with { Via = name }, ClusterJson.Default.Tick);
    }
}
