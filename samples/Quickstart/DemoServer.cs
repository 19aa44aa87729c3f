using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Protocol;

namespace Quickstart;

/// <summary>
/// The demo of MDN's page on Server-Sent Events, on 127.0.0.1: a <c>ping</c> with the time as JSON at regular intervals, and a message of
/// the default type at random. It resumes from <c>Last-Event-ID</c>, and aborts all connections in the middle of an event every few
/// seconds.
/// </summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<SseEvent> _history = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;
    private int _cuts;
    private bool _isOver;

    private DemoServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public Uri Uri => new(_app.Urls.Single());

    public IReadOnlyList<SseEvent> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _history];
            }
        }
    }

    public static async Task<DemoServer> StartAsync()
    {
        var server = new DemoServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>
    /// Waits for this many connections. Publishes for this long while aborting connections, then lets the clients read to the end.
    /// </summary>
    public async Task PublishAsync(int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        for (var state = GetState(0); state.Connections < connections; state = GetState(0))
        {
            await state.Changed.WaitAsync(cancellationToken);
        }

        using var timer = new PeriodicTimer(PingInterval);
        var pings = Math.Max(1, (int)(duration / PingInterval));
        var nextCut = 6;
        for (var i = 1; i <= pings && await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            var time = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
            Publish($$"""{"time": "{{time}}"}""", "ping");
            if (Random.Shared.Next(4) == 0)
            {
                Publish($"This is a message at time {time}");
            }

            if (i == nextCut)
            {
                nextCut += Random.Shared.Next(8, 14); // 2 to 3.5 s
                Update(() => _cuts++);
            }
        }

        Update(() => _isOver = true);
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private void Publish(string data, string type = SseEvent.DefaultType) =>
        Update(() => _history.Add(new(data, type, (_history.Count + 1).ToString(CultureInfo.InvariantCulture))));

    private void Update(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    private (SseEvent[] New, int Connections, int Cuts, bool IsOver, Task Changed) GetState(int from)
    {
        lock (_gate)
        {
            return ([.. _history.Skip(from)], _connections, _cuts, _isOver, _changed.Task);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        _ = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var sent);
        var now = GetState(sent);
        if (now.IsOver && now.New.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // tells the client not to reconnect
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var cuts = now.Cuts;
        Update(() => _connections++);
        var encoder = new SseEncoder();
        var output = context.Response.BodyWriter;
        encoder.Write(new SseFrame.Retry(TimeSpan.FromMilliseconds(500)), output);
        while (true)
        {
            foreach (var e in now.New)
            {
                encoder.Write(e, output);
                sent++;
            }

            await output.FlushAsync(context.RequestAborted);
            if (now.IsOver)
            {
                return;
            }

            if (now.Cuts != cuts)
            {
                await output.WriteAsync(
                    Encoding.UTF8.GetBytes($"id: {sent + 1}\nevent: ping\ndata: {{\"time\": \"20"), context.RequestAborted);
                await Task.Delay(50, context.RequestAborted); // lets it arrive: a reset discards what the client has not read
                context.Abort();
                return;
            }

            await now.Changed.WaitAsync(context.RequestAborted);
            now = GetState(sent);
        }
    }
}
