using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/llm.md about MCP and agents: each protocol's server is read by its client.</summary>
public class AgentSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task Mcp()
    {
        await using var app = Build();

        #region McpServe
        using var calls = new SseTopics(_ => new() { ReplayFromOldest = true }); // a topic for each call, kept 5 min after its last use
        var polling = new SseServerOptions
        {
            UnfinishedEnd = SseUnfinishedEnd.Resume,       // an answer to a POST is resumed by a GET
            MaxConnectionAge = TimeSpan.FromMinutes(5),    // then the client asks again,
            ReconnectionTime = TimeSpan.FromSeconds(1),    // after this time
        };

        app.MapPost("/mcp", (JsonObject request) =>
        {
            var call = $"{Guid.NewGuid():N}";
            calls.Publish(call, new SseEvent("")); // gives the client an ID at once
            _ = RunAsync(request, message => calls.Publish(call, new SseEvent(message.ToJsonString())));
            return SseResults.Stream(calls.After(call, "").TakeUntil(IsResponse), polling);
        });
        app.MapGet("/mcp", IResult (SseSubscriber subscriber) =>
            subscriber.LastEventId.Split('/')[0] is var call && calls.Names.Contains(call) // an ID begins with the topic's name
                ? SseResults.Stream(calls.After(call, subscriber.LastEventId).TakeUntil(IsResponse), polling)
                : TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed)); // no other stream to listen to

        static bool IsResponse(SseEvent e) => e.Data.Length > 0 && JsonNode.Parse(e.Data)!["method"] is null;
        #endregion

        await app.StartAsync();
        var (uri, session) = (new Uri(new Uri(app.Urls.Single()), "/mcp"), "s");
        var request = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"count"}}""";

        #region McpRead
        var options = new SseOptions
        {
            RequestFactory = (attempt, _) => new(attempt.LastEventId.Length == 0
                ? new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(request, Encoding.UTF8, "application/json") }
                : new HttpRequestMessage(HttpMethod.Get, "")), // resumes
            Headers = new Dictionary<string, string>
            {
                ["Accept"] = "application/json, text/event-stream", // both, else servers answer 406
                ["Mcp-Session-Id"] = session,                       // from the answer to initialize
                ["MCP-Protocol-Version"] = "2025-11-25",
            },
            MaxBodyExcerptBytes = 16 * 1024 * 1024, // an answer in JSON
            ReconnectPolicy = context => context.Cause is SseResponseException { StatusCode: 200 or 202 }
                ? SseReconnectDecision.Complete
                : SseReconnect.Default(context),
        };
        IObservable<JsonNode> messages = SseObservable.Signals(uri, options)
            .SelectMany(signal => signal switch
            {
                SseSignal.Event { Value.Data: { Length: > 0 } data } => [JsonNode.Parse(data)!],
                SseSignal.Ended { Cause: SseResponseException { BodyExcerpt: { Length: > 0 } json } } => [JsonNode.Parse(json)!],
                _ => Array.Empty<JsonNode>(), // an event without data only has an ID
            })
            .TakeUntil(message => message["method"] is null); // the response; notifications come before it
        #endregion

        var seen = await messages.Select(message => message.ToJsonString()).ToList().ToTask().WaitAsync(Deadline);
        Assert.That(seen, Is.EqualTo(new[]
        {
            """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}""",
            """{"jsonrpc":"2.0","id":7,"result":{}}""",
        }));
        var id = await SseObservable.Connect(uri, options).Select(e => e.LastEventId).FirstAsync().ToTask().WaitAsync(Deadline);
        var resumed = await SseObservable.Connect(uri, options with { LastEventId = id })
            .Take(2)
            .Count()
            .ToTask()
            .WaitAsync(Deadline);
        Assert.That(resumed, Is.EqualTo(2));

        static async Task RunAsync(JsonObject request, Action<JsonObject> send)
        {
            await Task.Delay(10);
            send(new()
            {
                ["jsonrpc"] = "2.0",
                ["method"] = "notifications/progress",
                ["params"] = new JsonObject { ["progress"] = 1 },
            });
            send(new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]!.DeepClone(), ["result"] = new JsonObject() });
        }
    }

    [TestCase("", false, "One two.")]
    [TestCase("", true, "The agent failed.")]
    [TestCase("event: error\n\n", false, "event: error")]
    [TestCase("error: {\"code\":5}\n\n", false, "{\"code\":5}")]
    [TestCase("{\"error\":5}\n\n", false, "{\"error\":5}")]
    [TestCase("data: [5]\n\n", false, "[5]")]
    [TestCase("data: null\n\n", false, "null")]
    [TestCase("data: {\"error\":5}\n\n", false, "{\"error\":5}")]
    [TestCase(": ping\n\nretry: 5\n\n", false, "")]
    public async Task AgUi(string sentBeforeTheEnd, bool fails, string expected)
    {
        await using var app = Build();
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(
            context.Response, sentBeforeTheEnd + "data: {\"type\":\"RUN_FINISHED\"}\n\n"));

        #region AgUiServe
        // async IAsyncEnumerable<string> RunAsync(...): RUN_STARTED, TEXT_MESSAGE_CONTENT, ..., RUN_FINISHED
        app.MapPost("/agent", (JsonObject input) => SseResults.Stream(RunAsync(input), new SseServerOptions
        {
            ErrorEvents = _ => [new("""{"type":"RUN_ERROR","message":"The agent failed."}""")],
        }));
        #endregion

        await app.StartAsync();
        var uri = sentBeforeTheEnd.Length > 0 ? server.Uri : new Uri(new Uri(app.Urls.Single()), "/agent");
        var input = """{"threadId":"t","runId":"r","messages":[],"tools":[],"context":[],"state":{},"forwardedProps":{}}""";

        #region AgUiRead
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
            {
                Content = new StringContent(input, Encoding.UTF8, "application/json"),
            }),
        };
        IObservable<string> text = SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The run has no end.")))
            .Select(e => e.Type != "error"
                && JsonNode.Parse(e.Data) is JsonObject json && (string?)json["type"] is not (null or "RUN_ERROR")
                    ? json
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .TakeWhile(e => (string?)e["type"] != "RUN_FINISHED")
            .Where(e => (string?)e["type"] == "TEXT_MESSAGE_CONTENT")
            .Select(e => (string)e["delta"]!);
        #endregion

        var seen = await text.ToList().Select(parts => string.Concat(parts))
            .Catch((IOException error) => Observable.Return(error.Message))
            .ToTask()
            .WaitAsync(Deadline);
        Assert.That(seen, expected.Length > 0 ? Does.Contain(expected) : Is.Empty);

        async IAsyncEnumerable<string> RunAsync(JsonObject run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return $$"""{"type":"RUN_STARTED","threadId":"t","runId":"{{run["runId"]}}"}""";
            yield return """{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"One "}""";
            await Task.Delay(1, cancellationToken);
            yield return fails ? throw new FormatException() : """{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"two."}""";
            yield return """{"type":"RUN_FINISHED","threadId":"t","runId":"r"}""";
        }
    }

    [TestCase("", "1 2")]
    [TestCase("event: complete\ndata\n\n", "")]
    [TestCase("event: complete\n\n", "")]
    [TestCase("event: error\n\nevent: complete\ndata\n\n", "event: error")]
    [TestCase("event: error\n\nevent: complete\n\n", "event: error")]
    [TestCase("{\"errors\":[]}\n\nevent: complete\ndata\n\n", "{\"errors\":[]}")]
    [TestCase("event: error\ndata: no\n\nevent: complete\ndata\n\n", "error: no")]
    [TestCase(": ping\n\n", "The results are not complete.")]
    public async Task GraphQL(string wire, string expected)
    {
        await using var app = Build();
        await using var server = await EventServer.StartAsync(context => EventServer.SendAsync(context.Response, wire));

        #region GraphQLServe
        // async IAsyncEnumerable<SseEvent> ResultsAsync(...): new SseEvent("""{"data":{"count":1}}""", "next"), ...
        app.MapPost("/graphql", (JsonObject query) => SseResults.Stream(ResultsAsync(query), new SseServerOptions
        {
            CompletionEvent = new SseEvent("", "complete"),
        }));
        #endregion

        await app.StartAsync();
        var uri = wire.Length > 0 ? server.Uri : new Uri(new Uri(app.Urls.Single()), "/graphql");
        var query = """{"query":"subscription { count }"}""";
        var options = new SseOptions
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
            {
                Content = new StringContent(query, Encoding.UTF8, "application/json"),
            }),
        };

        #region GraphQLRead
        IObservable<JsonNode> results = SseObservable.Signals(uri, options)
            .SelectMany(signal => signal switch
            {
                SseSignal.Event { Value: var e } => [e],
                SseSignal.LinesIgnored { Text: "event: complete" } => [new("", "complete")], // as some servers send it: without data
                SseSignal.LinesIgnored lines => throw new IOException(lines.Text),           // other text outside events
                _ => Array.Empty<SseEvent>(),
            })
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The results are not complete.")))
            .TakeWhile(e => e.Type != "complete")
            .Select(e => e.Type == "next" ? JsonNode.Parse(e.Data)! : throw new IOException($"{e.Type}: {e.Data}"));
        #endregion

        var seen = await results.Select(result => $"{result["data"]!["count"]}").ToList().Select(counts => string.Join(' ', counts))
            .Catch((IOException error) => Observable.Return(error.Message))
            .ToTask()
            .WaitAsync(Deadline);
        Assert.That(seen, expected.Length > 0 ? Does.Contain(expected) : Is.Empty);

        static async IAsyncEnumerable<SseEvent> ResultsAsync(JsonObject query)
        {
            Assert.That((string?)query["query"], Does.StartWith("subscription"));
            yield return new("""{"data":{"count":1}}""", "next");
            await Task.Yield();
            yield return new("""{"data":{"count":2}}""", "next");
        }
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
