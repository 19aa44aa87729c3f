using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sse.Tests.Shared;

/// <summary>Kestrel on 127.0.0.1, any free port, with one handler.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EventServer(WebApplication app) => _app = app;

    public Uri Uri => new(_app.Urls.Single());

    public static async Task<EventServer> StartAsync(
        RequestDelegate handle, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = protocols;
            if (certificate is not null)
            {
                endpoint.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        app.Run(handle);
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    public static async Task SendAsync(HttpResponse response, string text)
    {
        response.ContentType ??= "text/event-stream";
        await response.WriteAsync(text);
        await response.Body.FlushAsync();
    }
}
