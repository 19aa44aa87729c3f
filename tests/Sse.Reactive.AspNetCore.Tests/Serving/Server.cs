using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests.Serving;

/// <summary>Kestrel on 127.0.0.1, any free port.</summary>
internal sealed class Server : IAsyncDisposable
{
    private Server(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Uri Uri => new(App.Urls.Single());

    public static async Task<Server> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? build = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.ConfigureEndpointDefaults(e => e.Protocols = protocols));
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A request by hand, on a socket that reads only when told to.</summary>
    public async Task<TcpClient> Ask(string path, string headers = "")
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(Uri.Host, Uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await App.StopAsync(atOnce.Token);
        await App.DisposeAsync();
    }
}
