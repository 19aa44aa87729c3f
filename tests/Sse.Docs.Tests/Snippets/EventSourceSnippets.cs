using System.Collections.Concurrent;
using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

#pragma warning disable CA2000 // the page's code leaves out what would distract

/// <summary>The code and the streams of docs/eventsource.md, run.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class EventSourceSnippets
{
    private const string ThreeNames = "event: notice\ndata: a\n\nevent: update\ndata: b\n\ndata: c\n\n";

    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private readonly BlockingCollection<string?> _shown = [];

    [Test]
    public async Task EventSourceMessage()
    {
        var isDisposed = new TaskCompletionSource();
        var isClosed = new TaskCompletionSource();
        await using var server = await EventServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(() => isClosed.SetResult());
            await EventServer.SendAsync(context.Response, ThreeNames);
            await isDisposed.Task;
            await EventServer.SendAsync(context.Response, "data: too late\n\n");
            await isClosed.Task;
        });
        var uri = server.Uri;

        #region EventSourceMessage
        // const source = new EventSource("/stream");
        // source.onmessage = e => show(e.data);
        IDisposable source = SseObservable.Connect(uri).OfType("message").Subscribe(e => Show(e.Data), error => Show(error.Message));
        #endregion

        Assert.That(Shown(1), Is.EqualTo(new[] { "c" }));

        #region EventSourceClose
        // source.close();
        source.Dispose();
        #endregion

        isDisposed.SetResult();
        await isClosed.Task.WaitAsync(Deadline);
        Assert.That(_shown, Is.Empty);
    }

    [Test]
    public async Task EventSourceNamed()
    {
        await using var server = await ServeAsync("data: x\n\nevent: ping\ndata: {\"time\": \"02:33:48\"}\n\n");
        var uri = server.Uri;

        #region EventSourceNamed
        // source.addEventListener("ping", e => show(JSON.parse(e.data).time));
        using var pings = SseObservable.Connect(uri).OfType("ping").Subscribe(
            e => Show((string?)JsonNode.Parse(e.Data)?["time"]),
            error => Show(error.Message));
        #endregion

        Assert.That(Shown(1), Is.EqualTo(new[] { "02:33:48" }));
    }

    [Test]
    public async Task EventSourceListeners()
    {
        await using var server = await ServeAsync(ThreeNames);
        var uri = server.Uri;

        #region EventSourceListeners
        // Connects when all three have subscribed.
        IObservable<SseEvent> shared = SseObservable.Connect(uri).Publish().RefCount(minObservers: 3);

        using var notices = shared.OfType("notice").Subscribe(e => Show("notice: " + e.Data), ShowError);
        using var updates = shared.OfType("update").Subscribe(e => Show("update: " + e.Data), ShowError);
        using var messages = shared.OfType("message").Subscribe(e => Show("message: " + e.Data), ShowError);

        void ShowError(Exception error) => Show(error.Message); // each subscriber receives it
        #endregion

        Assert.That(Shown(3), Is.EqualTo(new[] { "notice: a", "update: b", "message: c" }));
    }

    [Test]
    public async Task EventSourceLife()
    {
        var requests = 0;
        var isSubscribed = new TaskCompletionSource(); // twice: a late subscriber would miss the first signals
        await using var server = await EventServer.StartAsync(async context =>
        {
            await isSubscribed.Task.WaitAsync(Deadline);
            context.Response.StatusCode = ++requests == 1 ? 200 : 204;
            if (requests == 1)
            {
                await EventServer.SendAsync(context.Response, "retry: 0\ndata: x\n\n");
            }
        });
        var uri = new Uri(server.Uri, "/stream");

        #region EventSourceLife
        var source = SseObservable.Signals(uri).Share();

        using var states = source.States().Subscribe(readyState => Show($"readyState {(int)readyState}"), _ => { }); // life shows it
        using var life = source.Subscribe(
            signal => Show(signal switch
            {
                SseSignal.Opened { Uri: var url } => $"open {url?.AbsolutePath} of {url?.Authority}", // onopen, url, origin
                SseSignal.Disconnected => "error, and another attempt",                               // onerror
                SseSignal.Event { Value: var e } => e.Data,                                           // onmessage
                _ => "",
            }),
            error => Show("error, and no further attempt"), // onerror, CLOSED
            () => Show("closed by the server"));            // onerror, CLOSED: status 204
        #endregion

        isSubscribed.SetResult();
        var shown = new List<string?>();
        while (!shown.Contains("closed by the server"))
        {
            shown.AddRange(Shown(1));
        }

        Assert.That(
            shown.Where(s => s!.StartsWith("readyState", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "readyState 0", "readyState 1", "readyState 0", "readyState 2" }));
        Assert.That(
            shown.Where(s => s is { Length: > 0 } && !s.StartsWith("readyState", StringComparison.Ordinal)),
            Is.EqualTo(new[] { $"open /stream of {server.Uri.Authority}", "x", "error, and another attempt", "closed by the server" }));
    }

    [Test]
    public async Task EventSourceCredentials()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: [{context.Request.Headers.Cookie}]\n\n"));
        var uri = server.Uri;

        #region EventSourceCredentials
        var without = new SseOptions { HttpClient = new HttpClient(new SocketsHttpHandler { UseCookies = false }) };

        var cookies = new CookieContainer();
        cookies.Add(uri, new Cookie("session", "42"));
        var with = new SseOptions { HttpClient = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) };
        #endregion

        Assert.That((await SseObservable.Connect(uri, without).FirstAsync().ToTask().WaitAsync(Deadline)).Data, Is.EqualTo("[]"));
        Assert.That((await SseObservable.Connect(uri, with).FirstAsync().ToTask().WaitAsync(Deadline)).Data, Is.EqualTo("[session=42]"));
    }

    [Test]
    public async Task EventSourceLastEventId()
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response,
            context.Request.Headers["Last-Event-ID"] == "2" ? "id: 3\ndata: c\n\n" : "id: 1\ndata: a\n\nid: 2\ndata: b\n\n"));
        var uri = server.Uri;

        #region EventSourceLastEventId
        var lastEventId = "";
        await SseObservable.Connect(uri).Take(2).ForEachAsync(e => lastEventId = e.LastEventId);

        var rest = SseObservable.Connect(uri, new() { LastEventId = lastEventId }); // tomorrow, in another process
        #endregion

        Assert.That(await rest.FirstAsync().ToTask().WaitAsync(Deadline), Is.EqualTo(new SseEvent("c", LastEventId: "3")));
    }

    [TestCase("Data alone", "message []: one line")]
    [TestCase(
        "Named events",
        """join []: {"who": "ada", "at": "02:33:48"}""",
        """say []: {"who": "ada", "text": "Hello, all."}""",
        """leave []: {"who": "ada", "at": "02:34:23"}""")]
    [TestCase(
        "Both mixed",
        """join []: {"who": "grace"}""",
        "message []: Here is a line for everyone,\nin two parts.",
        """say []: {"who": "grace", "text": "Hi."}""")]
    [TestCase("IDs and retry", "message [6]: a", "message [6]: b", "message [7]: c")]
    public async Task EventSourceStreams(string title, params string[] events)
    {
        var page = await File.ReadAllTextAsync(CompiledSnippets.Files("docs", "eventsource.md").Single());
        var text = page.Split($"**{title}.**")[1].Split("```\n")[1];
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        #region EventSourceStreams
        await foreach (var e in stream.ReadSseAsync()) // the parser alone, from any Stream
        {
            Show($"{e.Type} [{e.LastEventId}]: {e.Data}");
        }
        #endregion

        Assert.That(_shown, Is.EqualTo(events));

        // The same over HTTP, where the first reconnect sends the last ID.
        var asked = new ConcurrentQueue<string>();
        await using var server = await EventServer.StartAsync(context =>
        {
            asked.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
            return EventServer.SendAsync(context.Response, asked.Count == 1 ? text : "data: next\n\n");
        });
        var options = new SseOptions { ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.Zero) };
        var seen = await SseObservable.Connect(server.Uri, options)
            .TakeWhile(e => e.Data != "next")
            .Select(e => $"{e.Type} [{e.LastEventId}]: {e.Data}")
            .ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(events));
        Assert.That(asked, Is.EqualTo(new[] { "", title == "IDs and retry" ? "7" : "" }));
    }

    private static Task<EventServer> ServeAsync(string text) => EventServer.StartAsync(async context =>
    {
        await EventServer.SendAsync(context.Response, text);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    });

    private void Show(string? text) => _shown.Add(text);

    private List<string?> Shown(int count)
    {
        var shown = new List<string?>();
        while (shown.Count < count)
        {
            Assert.That(_shown.TryTake(out var text, Deadline), $"only: {string.Join(", ", shown)}");
            shown.Add(text);
        }

        return shown;
    }
}
