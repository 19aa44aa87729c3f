using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sse.Packages.Tests;

/// <summary>
/// Serves twelve prices, three on each connection, then aborts it in the middle of the next one. Clients that have all prices get 204.
/// </summary>
internal sealed class CuttingServer : IAsyncDisposable
{
    private const int EventsPerConnection = 3;

    private readonly WebApplication _app;
    private int _cuts;

    private CuttingServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>The IDs of the prices, which are also their amounts.</summary>
    public static IEnumerable<int> Ids => Enumerable.Range(1, 12);

    public string Uri => _app.Urls.Single();

    public int Cuts => Volatile.Read(ref _cuts);

    public static async Task<CuttingServer> StartAsync()
    {
        var server = new CuttingServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        _ = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last);
        var rest = Ids.Where(id => id > last).ToList();
        if (rest.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        var whole = string.Concat(rest.Take(EventsPerConnection).Select(id => $"id: {id}\nevent: price\ndata: {{\"amount\": {id}}}\n\n"));
        var half = $"id: {last + EventsPerConnection + 1}\nevent: price\ndata: {{\"amo";
        var body = Encoding.UTF8.GetBytes($"retry: 10\n{whole}{half}");

        // More than is sent, so that the connection is closed after it. A reset would discard what the client has not read.
        context.Response.ContentLength = body.Length + 1;
        Interlocked.Increment(ref _cuts);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
