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
/// MDN's demo on 127.0.0.1: a <c>ping</c> with a JSON time at a steady beat, a plain message at random moments. It resumes from
/// <c>Last-Event-ID</c>, and cuts all connections in mid-event every few seconds.
/// </summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<SseEvent> _log = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
                return [.. _log];
            }
        }
    }

    public static async Task<DemoServer> StartAsync()
    {
        var server = new DemoServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Publishes for a while, cutting connections; then lets them read to the end.</summary>
    public async Task PublishAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Beat);
        var beats = Math.Max(1, (int)(duration / Beat));
        var nextCut = 6;
        for (var i = 1; i <= beats && await beat.WaitForNextTickAsync(cancellationToken); i++)
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
                Change(() => _cuts++);
            }
        }

        Change(() => _isOver = true);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private void Publish(string data, string type = SseEvent.DefaultType) =>
        Change(() => _log.Add(new(data, type, (_log.Count + 1).ToString(CultureInfo.InvariantCulture))));

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    private (SseEvent[] New, int Cuts, bool IsOver, Task Changed) Look(int from)
    {
        lock (_gate)
        {
            return ([.. _log.Skip(from)], _cuts, _isOver, _changed.Task);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        _ = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var sent);
        var now = Look(sent);
        if (now.IsOver && now.New.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // do not come back
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var cuts = now.Cuts;
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
                await output.WriteAsync(Encoding.UTF8.GetBytes($"id: {sent + 1}\nevent: ping\ndata: {{\"time\": \"20"), context.RequestAborted);
                await Task.Delay(50, context.RequestAborted); // lets the half event arrive: a reset throws away what was not yet read
                context.Abort();
                return;
            }

            await now.Changed.WaitAsync(context.RequestAborted);
            now = Look(sent);
        }
    }
}
