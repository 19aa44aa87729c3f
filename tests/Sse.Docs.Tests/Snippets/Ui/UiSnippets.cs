using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/ui.md, compiled and run on a thread with a context of its own.</summary>
public class UiSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task The_view_model_changes_on_the_UI_thread_until_it_is_disposed()
    {
        await using var server = await ServeAsync("event: price\ndata: 7\n\n");
        using var ui = new UiThread();
        PricesViewModel? model = null;
        var boards = new ConcurrentQueue<(Board Board, bool IsUi)>();
        await ui.InvokeAsync(() =>
        {
            model = new(server.Uri);
            model.PropertyChanged += (_, _) => boards.Enqueue((model.Board, ui.IsCurrent));
        });

        var time = Stopwatch.StartNew();
        while (!boards.Any(b => b.Board.Status.StartsWith("the server ended the stream", StringComparison.Ordinal)))
        {
            Assert.That(time.Elapsed, Is.LessThan(Deadline), string.Join('\n', boards));
            await Task.Delay(10);
        }

        await ui.InvokeAsync(model!.Dispose);
        Assert.That(boards.Select(b => b.IsUi), Has.All.True);
        Assert.That(boards.Last().Board.Price, Is.EqualTo("7"));
    }

    [Test]
    public void The_status_has_words_for_each_reason()
    {
        var encoded = new Dictionary<string, string> { ["Content-Encoding"] = "zstd" };

        Assert.That(StatusAfter(new SseRestartException()), Is.EqualTo("connecting again"));
        Assert.That(
            StatusAfter(new SseResponseException(200, contentType: "text/html")),
            Is.EqualTo($"the answer is not an event stream; next try in {1.0:0.0} s"));
        Assert.That(
            StatusAfter(new SseResponseException(200, encoded, "text/event-stream")),
            Does.StartWith("the answer cannot be decompressed; next try in"));

        static string StatusAfter(Exception cause) =>
            new Board().After(new SseSignal.Disconnected(1, cause, TimeSpan.FromSeconds(1))).Status;
    }

    [Test]
    public async Task Resume()
    {
        var ids = new ConcurrentQueue<string>();
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            ids.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
            await context.Response.WriteAsync($"id: {ids.Count}\ndata: x\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var uri = server.Uri;
        var shown = new SemaphoreSlim(0);
        void Show(SseEvent e) => shown.Release();

        #region UiResume
        // Lives as long as the program, and longer than its pages:
        var position = new SseMemoryCheckpointStore();

        // When the page appears; dispose the subscription when it disappears:
        IDisposable Appear() => SseObservable.Connect(uri, new() { CheckpointStore = position })
            .CheckpointTo(position)
            .Subscribe(Show, error => Debug.WriteLine(error));
        #endregion

        for (var visit = 0; visit < 2; visit++)
        {
            using var subscription = Appear();
            Assert.That(await shown.WaitAsync(Deadline), Is.True);
        }

        Assert.That(ids, Is.EqualTo(new[] { "", "1" }));
    }

    [Test]
    public async Task A_request_factory_does_not_need_the_UI_thread()
    {
        await using var server = await ServeAsync("data: x\n\n");
        using var ui = new UiThread();
        var isFactoryOnUi = false;
        async Task<string> GetTokenAsync(CancellationToken cancellationToken)
        {
            isFactoryOnUi = ui.IsCurrent;
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            return "key";
        }

        #region UiFactory
        var options = new SseOptions
        {
            RequestFactory = async (attempt, cancellationToken) =>
            {
                var token = await GetTokenAsync(cancellationToken).ConfigureAwait(false); // not back to the UI thread
                return new() { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            },
        };
        #endregion

        var data = "";
        await ui.InvokeAsync(() => data = SseObservable.Connect(server.Uri, options).FirstAsync().ToTask().WaitAsync(Deadline).Result.Data)
            .WaitAsync(Deadline);
        Assert.That((data, isFactoryOnUi), Is.EqualTo(("x", true)));
    }

    [Test]
    public async Task CrossOrigin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddCors();
        await using var app = builder.Build();
        var topic = new SseTopic("prices", new() { ReplayFromOldest = true });
        app.UseCors();

        #region UiCors
        app.MapSse("/prices", topic).RequireCors(policy => policy.WithOrigins("https://app.example.com"));
        #endregion

        await app.StartAsync();
        var uri = new Uri(app.Urls.Single() + "/prices");
        var id = topic.Publish(new SseEvent("1"));
        topic.Publish(new SseEvent("2"));

        #region UiCrossOrigin
        var options = new SseOptions { LastEventIdParameter = "lastEventId" };
        IObservable<SseEvent> events = SseObservable.Connect(uri, options);
        #endregion

        var resumed = SseObservable.Connect(uri, options with { LastEventId = id });
        Assert.That((await events.FirstAsync().ToTask().WaitAsync(Deadline)).Data, Is.EqualTo("1"));
        Assert.That((await resumed.FirstAsync().ToTask().WaitAsync(Deadline)).Data, Is.EqualTo("2"));
    }

    [Test]
    public async Task Share()
    {
        await using var server = await ServeAsync("data: x\n\n");
        var uri = server.Uri;
        var seen = new ConcurrentQueue<object>();
        void ShowState(SseConnectionState state) => seen.Enqueue(state);
        void ShowEvent(SseEvent e) => seen.Enqueue(e.Data);
        using var ui = new UiThread();

        #region UiShare
        IObservable<SseSignal> signals = SseObservable.Signals(uri).Share(); // one connection for all subscribers
        IDisposable status = signals.States().ObserveOn(ui)
            .Subscribe(ShowState, error => Debug.WriteLine(error));
        IDisposable events = signals.Events().Sample(TimeSpan.FromMilliseconds(100)).ObserveOn(ui)
            .Subscribe(ShowEvent, error => Debug.WriteLine(error));
        #endregion

        var time = Stopwatch.StartNew();
        while (!(seen.Contains("x") && seen.Contains(SseConnectionState.Open)))
        {
            Assert.That(time.Elapsed, Is.LessThan(Deadline));
            await Task.Delay(10);
        }

        status.Dispose();
        events.Dispose();
    }

    private static Task<EventServer> ServeAsync(string stream) => EventServer.StartAsync(context =>
    {
        context.Response.ContentType = "text/event-stream";
        return context.Response.WriteAsync(stream);
    });
}
