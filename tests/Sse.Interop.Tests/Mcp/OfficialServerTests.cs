using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using McpClient;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>
/// The session of <c>samples/McpClient</c>, on this client, against the official servers: answers in JSON and as streams, streams that the
/// server closes, notifications.
/// </summary>
public sealed class OfficialServerTests : IDisposable
{
    private readonly ConcurrentQueue<(string Method, string Id, string? Type, DateTime At)> _requests = new();
    private readonly HttpClient _http;

    public OfficialServerTests() => _http = new(new RecordingHandler(_requests));

    public void Dispose() => _http.Dispose();

    [TestCase("npm", "text/event-stream")]
    [TestCase("npm, JSON", "application/json")]
    [TestCase("NuGet", "text/event-stream")]
    public async Task Reads_answers_as_streams_and_in_JSON(string sdk, string type)
    {
        var (server, root) = await OfficialServer.StartAsync(sdk);
        await using var end = server;
        var session = await McpSession.BeginAsync(new(root, "mcp"), _http);

        var tools = await session.CallAsync("tools/list").WaitAsync(Peer.Deadline);
        var large = await CallAsync(session, "large");
        var unknown = await Assert.ThrowsAsync<McpException>(() => session.CallAsync("nope"));

        Assert.That((string?)session.Server["serverInfo"]!["name"], Is.EqualTo(sdk.Split(',')[0]));
        Assert.That(tools["tools"]!.AsArray().Select(tool => (string?)tool!["name"]), Is.EquivalentTo(new[]
        {
            "count", "poll", "large", "announce",
        }));
        Assert.That(Text(large[^1]), Has.Length.EqualTo(100_000));
        Assert.That(unknown!.Message, Does.Contain("-32601"));
        Assert.That(_requests.Select(request => request.Method), Is.All.EqualTo("POST"));
        Assert.That(_requests.Select(request => request.Type), Is.EqualTo(new[] { type, null, type, type, type }), "the second was a 202");
        await session.EndAsync();
        var ended = await Assert.ThrowsAsync<SseResponseException>(() => session.CallAsync("tools/list"));
        Assert.That(ended!.StatusCode, Is.EqualTo(404));
    }

    [TestCase("npm")]
    [TestCase("NuGet")]
    public async Task Receives_the_progress_of_a_call_before_its_response(string sdk)
    {
        var (server, root) = await OfficialServer.StartAsync(sdk);
        await using var end = server;
        var session = await McpSession.BeginAsync(new(root, "mcp"), _http);

        var messages = await CallAsync(session, "count");

        Assert.That(messages.SkipLast(1).Select(Progress), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Text(messages[^1]), Is.EqualTo("3"));
        Assert.That(_requests.Select(request => request.Method), Is.All.EqualTo("POST"));
    }

    [TestCase("npm")]
    [TestCase("NuGet")]
    public async Task Resumes_streams_that_the_server_closes_by_GET_after_the_time_that_it_asks_for(string sdk)
    {
        var (server, root) = await OfficialServer.StartAsync(sdk);
        await using var end = server;
        var session = await McpSession.BeginAsync(new(root, "mcp"), _http);
        _requests.Clear();

        var messages = await CallAsync(session, "poll");

        Assert.That(messages.SkipLast(1).Select(Progress), Is.EqualTo(new[] { 1, 2, 3 }), "none is lost, none comes twice");
        Assert.That(Text(messages[^1]), Is.EqualTo("3"));
        var requests = _requests.ToList();
        Assert.That((requests[0].Method, requests[0].Id), Is.EqualTo(("POST", "")));
        Assert.That(requests.Skip(1).Select(request => request.Method), Is.Not.Empty.And.All.EqualTo("GET"));
        Assert.That(requests.Skip(1).Select(request => request.Id), Is.All.Not.Empty);
        Assert.That(
            requests.Skip(1).Zip(requests.Skip(2), (one, next) => next.At - one.At),
            Is.All.GreaterThan(OfficialServer.Retry - TimeSpan.FromMilliseconds(5)));
    }

    [TestCase("npm")]
    [TestCase("NuGet")]
    public async Task Receives_notifications_that_belong_to_no_call(string sdk)
    {
        var (server, root) = await OfficialServer.StartAsync(sdk);
        await using var end = server;
        var session = await McpSession.BeginAsync(new(root, "mcp"), _http);
        var received = session.Listen()
            .Where(message => (string?)message["method"] == "notifications/message")
            .Select(message => (string?)message["params"]!["data"])
            .FirstAsync()
            .ToTask();
        await Observable.Interval(TimeSpan.FromMilliseconds(10)).FirstAsync(_ => _requests.Any(request => request.Method == "GET"));

        await CallAsync(session, "announce", new() { ["what"] = "news" });

        Assert.That(await received.WaitAsync(Peer.Deadline), Is.EqualTo("news"));
    }

    private static async Task<IList<JsonObject>> CallAsync(McpSession session, string tool, JsonObject? arguments = null) =>
        await session.Call("tools/call", new()
        {
            ["name"] = tool,
            ["arguments"] = arguments ?? [],
            ["_meta"] = new JsonObject { ["progressToken"] = "p" },
        }).ToList().ToTask().WaitAsync(Peer.Deadline);

    private static int Progress(JsonObject message) => (int)message["params"]!["progress"]!;

    private static string Text(JsonObject response) => (string)response["result"]!["content"]![0]!["text"]!;

    /// <summary>Records each request, with the content type of its answer.</summary>
    private sealed class RecordingHandler(ConcurrentQueue<(string Method, string Id, string? Type, DateTime At)> requests)
        : DelegatingHandler(SseHttpHandler.Create())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var at = DateTime.UtcNow;
            var id = request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : "";
            var response = await base.SendAsync(request, cancellationToken);
            requests.Enqueue((request.Method.Method, id, response.Content.Headers.ContentType?.MediaType, at));
            return response;
        }
    }
}
