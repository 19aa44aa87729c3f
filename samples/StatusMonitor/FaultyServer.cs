using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusMonitor;

/// <summary>A server on 127.0.0.1 with one stream for each kind of fault. Event IDs continue across connections.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private static readonly string[] Paths = ["steady", "cut", "busy", "silent", "ending", "missing"];

    private readonly WebApplication _app;
    private int _busy;

    private FaultyServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/steady", context => SendAsync(context, count: int.MaxValue, pace: 0.2));
        _app.MapGet("/cut", CutAsync);
        _app.MapGet("/busy", BusyAsync);
        _app.MapGet("/silent", SilentAsync);
        _app.MapGet("/ending", EndAsync);
    }

    /// <summary>The streams. The last one does not exist.</summary>
    public IReadOnlyCollection<(string Name, Uri Uri)> Streams =>
        [.. Paths.Select(path => (path, new Uri(new Uri(_app.Urls.Single()), path)))];

    public static async Task<FaultyServer> StartAsync()
    {
        var server = new FaultyServer();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Aborts the connection in the middle of an event.</summary>
    private static async Task CutAsync(HttpContext context)
    {
        await SendAsync(context, count: 6, pace: 0.15);
        await WriteAsync(context, "data: hal");
        await Task.Delay(50, context.RequestAborted); // lets it arrive: a reset discards what the client has not read
        context.Abort();
    }

    /// <summary>Refuses every other connection with 503 and a <c>Retry-After</c> of one second.</summary>
    private Task BusyAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _busy) % 2 == 0)
        {
            return SendAsync(context, count: 5, pace: 0.1);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return Task.CompletedTask;
    }

    /// <summary>Sends one event, then nothing, like a peer whose network is down.</summary>
    private static async Task SilentAsync(HttpContext context)
    {
        await SendAsync(context, count: 1, pace: 0);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    /// <summary>Closes the stream cleanly, and answers 204 once the client has all events.</summary>
    private static Task EndAsync(HttpContext context)
    {
        if (LastEventId(context) < 3)
        {
            return SendAsync(context, count: 3, pace: 0.2);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpContext context, int count, double pace)
    {
        context.Response.ContentType = "text/event-stream";
        await WriteAsync(context, "retry: 300\n");
        var last = LastEventId(context);
        for (var i = 1; i <= count; i++)
        {
            await WriteAsync(context, $"id: {last + i}\ndata: {last + i}\n\n");
            await Task.Delay(TimeSpan.FromSeconds(pace), context.RequestAborted);
        }
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static int LastEventId(HttpContext context) =>
        int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var id) ? id : 0;
}
