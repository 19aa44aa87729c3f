using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>The rows on requests: URLs, headers, redirects and cookies, over real sockets.</summary>
public class RequestTests
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    private static readonly SseOptions Standard = new() { ReconnectPolicy = SseReconnect.Standard };

    [Test]
    public async Task eventsource_url()
    {
        await using var server = await EventServer.StartAsync(Message);

        var opened = await Opened($"{server.Uri}resources/message.py");

        Assert.That(opened.Uri!.AbsoluteUri, Does.EndWith("/resources/message.py"));
    }

    [Test]
    public async Task request_accept()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: {context.Request.Headers.Accept}\n\n"));

        Assert.That((await Events(server.Uri, 1))[0].Data, Is.EqualTo("text/event-stream"));
    }

    [Test]
    public async Task request_cache_control([Values] bool isCrossOrigin)
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"retry: 100\ndata: {context.Request.Headers.CacheControl}\n\n"));
        await using var other = await EventServer.StartAsync(RedirectTo(server.Uri));

        Assert.That((await Events(isCrossOrigin ? other.Uri : server.Uri, 2)).Select(e => e.Data), Has.All.EqualTo("no-cache"));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    public async Task request_redirect(int status)
    {
        await using var server = await EventServer.StartAsync(
            context => context.Request.Path == "/message" ? Message(context) : RedirectTo("/message", status)(context));

        Assert.That((await Opened(server.Uri)).Attempt, Is.EqualTo(1));
        Assert.That((await Events(server.Uri, 1))[0].Data, Is.EqualTo("data"));
    }

    [TestCase(true, "second COOKIE")]
    [TestCase(false, "second NO_COOKIE")]
    public async Task request_credentials(bool withCredentials, string second)
    {
        await using var server = await EventServer.StartAsync(CookieTeller("eventsource-cookie"));
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = withCredentials });

        Assert.That(
            (await Events(server.Uri, 2, Standard with { HttpClient = client })).Select(e => e.Data),
            Is.EqualTo(new[] { "first NO_COOKIE", second }));
    }

    /// <summary>
    /// The built-in client keeps cookies, as the platform's do. The name is new in each test, because all connections share them.
    /// </summary>
    [Test]
    public async Task request_credentials_by_default()
    {
        await using var server = await EventServer.StartAsync(CookieTeller($"cookie-{Guid.NewGuid():N}"));

        Assert.That((await Events(server.Uri, 2)).Select(e => e.Data), Is.EqualTo(new[] { "first NO_COOKIE", "second COOKIE" }));
    }

    [Test]
    public async Task eventsource_cross_origin_basic_use()
    {
        await using var server = await EventServer.StartAsync(Message);

        Assert.That(Origin(await Opened(server.Uri)), Is.EqualTo(server.Uri));
        Assert.That((await Events(server.Uri, 1))[0].Data, Is.EqualTo("data"));
    }

    [Test]
    public async Task eventsource_cross_origin_redirect_use()
    {
        await using var server = await EventServer.StartAsync(Message);
        await using var other = await EventServer.StartAsync(RedirectTo(server.Uri));

        Assert.That((await Events(other.Uri, 1))[0].Data, Is.EqualTo("data"));
    }

    [Test]
    public async Task eventsource_cross_origin_redirect_origin()
    {
        await using var server = await EventServer.StartAsync(Message);
        await using var other = await EventServer.StartAsync(RedirectTo(server.Uri));

        Assert.That(Origin(await Opened(other.Uri)), Is.EqualTo(server.Uri));
    }

    [Test]
    public async Task eventsource_cross_origin_reconnect_use()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(
                context.Response, Interlocked.Increment(ref requests) == 1 ? "retry: 2\n\n" : "data: data\n\n"));

        var signals = await SseObservable.Signals(server.Uri, Standard)
            .TakeUntil(signal => signal is SseSignal.Event)
            .ToList().ToTask().WaitAsync(Deadline);

        Assert.That(signals.OfType<SseSignal.Opened>().Select(Origin), Is.EqualTo(new[] { server.Uri, server.Uri }));
        Assert.That(((SseSignal.Event)signals[^1]).Value.Data, Is.EqualTo("data"));
    }

    /// <summary>Any ID comes back unchanged. (A browser sends a preflight request for an unsafe one.)</summary>
    [TestCase("abc")]
    [TestCase("e5p3n<3k0k0s")]
    [TestCase("a{255}")]
    public async Task eventsource_cross_origin_preflight(string id)
    {
        id = id == "a{255}" ? new('a', 255) : id;
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response,
            LastEventId(context) switch
            {
                "" => $"id: {id}\nretry: 200\ndata: first\n\n",
                var got when got == id => "event: success\ndata: second\n\n",
                _ => "event: failure\ndata: second\n\n",
            }));

        Assert.That(
            await Events(server.Uri, 2), Is.EqualTo(new[] { new SseEvent("first", "message", id), new SseEvent("second", "success", id) }));
    }

    [Test]
    [NotForNetStandard("Its headers must be ASCII.")]
    public Task format_field_id() => KeepsAnIdOverConnections(2);

    [Test]
    [NotForNetStandard("Its headers must be ASCII.")]
    public Task format_field_id_2() => KeepsAnIdOverConnections(3);

    /// <summary>An ID that is not ASCII is sent as UTF-8 with each attempt, although only the first response contains it.</summary>
    private static async Task KeepsAnIdOverConnections(int connections)
    {
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response, LastEventId(context) is { Length: > 0 } id ? $"data: {id}\n\n" : "id: \u2026\nretry: 200\ndata: hello\n\n"));

        var events = await Events(server.Uri, connections);

        var echo = new SseEvent("\u2026", "message", "\u2026");
        Assert.That(events, Is.EqualTo(Enumerable.Repeat(echo, connections - 1).Prepend(echo with { Data = "hello" })));
    }

    private static Task Message(HttpContext context) => EventServer.SendAsync(context.Response, "data: data\n\n");

    private static RequestDelegate RedirectTo(object place, int status = 302) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = place.ToString();
        return Task.CompletedTask;
    };

    private static RequestDelegate CookieTeller(string name) => context =>
    {
        var has = context.Request.Cookies.ContainsKey(name) ? "COOKIE" : "NO_COOKIE";
        context.Response.Cookies.Append(name, "COOKIE");
        return EventServer.SendAsync(
            context.Response,
            LastEventId(context).Length == 0 ? $"id: 1\nretry: 200\ndata: first {has}\n\n" : $"id: 2\ndata: second {has}\n\n");
    };

    private static string LastEventId(HttpContext context) => context.Request.Headers["Last-Event-ID"].ToString();

    private static Uri Origin(SseSignal.Opened opened) => new(opened.Uri!.GetLeftPart(UriPartial.Authority));

    private static Task<IList<SseEvent>> Events(Uri uri, int count, SseOptions? options = null) =>
        SseObservable.Connect(uri, options ?? Standard).Take(count).ToList().ToTask().WaitAsync(Deadline);

    private static Task<SseSignal.Opened> Opened(Uri uri) => Opened(uri.ToString());

    private static Task<SseSignal.Opened> Opened(string uri) =>
        SseObservable.Signals(uri, Standard).OfType<SseSignal.Opened>().FirstAsync().ToTask().WaitAsync(Deadline);
}
