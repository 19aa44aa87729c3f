using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sse.Packages.Tests;

/// <summary>Twelve prices, three to a connection: then it is cut in the middle of the next one. Whoever has seen all of them is told not to come back.</summary>
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

    /// <summary>The prices' IDs, which are also their amounts.</summary>
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
        context.Response.ContentLength = body.Length + 1; // so the connection is closed after it; a reset would discard what was not read yet
        Interlocked.Increment(ref _cuts);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
