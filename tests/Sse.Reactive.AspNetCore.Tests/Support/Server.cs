using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Kestrel on 127.0.0.1, on a free port.</summary>
internal sealed class Server : IAsyncDisposable
{
    private Server(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Uri Uri => new(App.Urls.Single());

    public static async Task<Server> StartAsync(
        Action<WebApplication> configure, Action<WebApplicationBuilder>? build = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(server => server.ConfigureEndpointDefaults(e => e.Protocols = protocols));
        build?.Invoke(builder);
        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Sends a GET request over a bare socket, which reads only when the test does.</summary>
    public async Task<TcpClient> ConnectRawAsync(string path, string headers = "")
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(Uri.Host, Uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        using var shutdown = new CancellationTokenSource(TimeSpan.FromSeconds(0.1));
        await App.StopAsync(shutdown.Token);
        await App.DisposeAsync();
    }
}
