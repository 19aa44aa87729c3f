using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Benchmarks.Server;

/// <summary>Kestrel on 127.0.0.1, on a free port.</summary>
internal sealed class BroadcastServer(WebApplication app) : IAsyncDisposable
{
    public int Port => new Uri(app.Urls.Single()).Port;

    public static async Task<BroadcastServer> StartAsync(params IEndpointBroadcaster[] endpoints)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(TickJson.Default));
        var app = builder.Build();
        foreach (var endpoint in endpoints)
        {
            endpoint.Map(app);
        }

        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var shutdown = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(shutdown.Token);
        await app.DisposeAsync();
    }
}
