using System.Collections.Concurrent;
using System.Net;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/llm.md about MCP: the server is read by the client, and each meets faults of the other.</summary>
public class McpSnippets
{
    private const string Request = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"count"}}""";
    private const string Response = """{"jsonrpc":"2.0","id":7,"result":{}}""";
    private const string Progress = """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}""";

    private static readonly TimeSpan Deadline = TestDeadline.Value;

    [Test]
    public async Task The_client_reads_the_server()
    {
        await using var app = AgentSnippets.Build();
        Serve(app);
        var uri = await StartAsync(app);

        Assert.That(await MessagesAsync(uri), Is.EqualTo(new[] { Progress, Response }));
    }

    [Test]
    public async Task The_server_resumes_an_answer_exactly_or_not_at_all()
    {
        await using var app = AgentSnippets.Build();
        Serve(app);
        var uri = await StartAsync(app);
        using var http = new HttpClient();
        using var content = new StringContent(Request, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(uri, content);
        var events = await EventsAsync(answer);
        Assert.That(events.Select(e => e.Data), Is.EqualTo(new[] { "", Progress, Response }));

        using var rest = await ResumeAsync(events[0].LastEventId);
        Assert.That(await EventsAsync(rest), Is.EqualTo(events.Skip(1)));
        foreach (var id in (string[])[events[2].LastEventId, events[0].LastEventId + "9", events[0].LastEventId.Split('/')[0], "x"])
        {
            using var refused = await ResumeAsync(id);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), id);
        }

        using var none = await ResumeAsync("");
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));

        async Task<HttpResponseMessage> ResumeAsync(string id)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Last-Event-ID", id } } };
            return await http.SendAsync(request);
        }

        static async Task<List<SseEvent>> EventsAsync(HttpResponseMessage response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            return await stream.ReadSseAsync().ToListAsync();
        }
    }

    [TestCase(200, "text/event-stream", "event: sse-gap\ndata: {\"reason\":\"expired\"}\n\ndata: " + Response + "\n\n", null)]
    [TestCase(200, "text/event-stream", "data: null\n\ndata: " + Response + "\n\n", typeof(FormatException))]
    [TestCase(200, "text/event-stream", "data: [1]\n\ndata: " + Response + "\n\n", typeof(FormatException))]
    [TestCase(200, "text/event-stream", "data: {}\n\ndata: " + Response + "\n\n", typeof(FormatException))]
    [TestCase(200, "text/event-stream", ": ping\n\nid: 1\ndata\n\nid: 2\n\ndata: " + Response + "\n\n", null)]
    [TestCase(200, "application/json", Response, null)]
    [TestCase(200, "application/json", "[]", typeof(FormatException))]
    [TestCase(200, "text/event-stream", "event: ping\n\ndata: " + Response + "\n\n", null)]
    [TestCase(200, "text/event-stream", "data: " + Progress + "\n\n", typeof(EndOfStreamException))]
    [TestCase(200, "text/event-stream", "", typeof(EndOfStreamException))]
    [TestCase(200, "text/event-stream", "id: 1\nevent: error\ndata: text\n\ndata: " + Response + "\n\n", typeof(IOException))]
    [TestCase(200, "text/event-stream", "id: 1\ndata:\n\nevent: error\n\n", typeof(IOException))]
    [TestCase(200, "text/event-stream", "id: 1\ndata:\n\n" + Response + "\n\n", typeof(IOException))]
    [TestCase(200, "text/event-stream", "id: 1\ndata: {\"id\":null,\"error\":{}}\n\n", typeof(FormatException))]
    [TestCase(200, "application/json", """{"jsonrpc":"2.0","id":7}""", typeof(FormatException))]
    [TestCase(202, null, "", typeof(EndOfStreamException))]
    [TestCase(400, "application/json", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"?"}}""", typeof(SseResponseException))]
    public async Task The_client_takes_only_JSON_RPC_for_a_response(int status, string? type, string body, Type? error)
    {
        await using var app = AgentSnippets.Build();
        app.MapPost("/mcp", () => Results.Text(body, type, statusCode: status));
        var uri = await StartAsync(app);

        if (error is null)
        {
            Assert.That(await MessagesAsync(uri), Is.EqualTo(new[] { Response }));
        }
        else
        {
            await Assert.ThrowsAsync(error, () => MessagesAsync(uri));
        }
    }

    private static async Task<IList<string>> MessagesAsync(Uri uri) =>
        await Read(uri, "s", Request).Select(message => message.ToJsonString()).ToList().ToTask().WaitAsync(Deadline);

    private static void Serve(WebApplication app)
    {
        #region McpServe
        var calls = new ConcurrentDictionary<string, SseTopic>();
        var polling = new SseServerOptions
        {
            UnfinishedEnd = SseUnfinishedEnd.Resume,       // an answer to a POST is resumed by a GET
            MaxConnectionAge = TimeSpan.FromMinutes(5),    // then the client asks again,
            ReconnectionTime = TimeSpan.FromSeconds(1),    // after this time
            RunsOnAtShutdown = true,                       // calls are in memory: after a restart no client can resume one
        };

        app.MapPost("/mcp", (JsonObject request, SseSubscriber subscriber) => // with it, a refused call does not run
        {
            var call = new SseTopic($"{Guid.NewGuid():N}", new() { ReplayFromOldest = true, FailWhenFull = true, MaxEvents = 10_000 });
            calls[call.Name] = call;
            call.Publish(new SseEvent("")); // gives the client an ID at once
            _ = AnswerAsync(request, call);
            return SseResults.Stream(call.After(""), polling);
        });
        app.MapGet("/mcp", IResult (SseSubscriber subscriber) =>
            subscriber.LastEventId is not { Length: > 0 } id ? TypedResults.StatusCode(405)          // no other stream to listen to
            : calls.TryGetValue(id.Split('/')[0], out var call) && HasMore(call, id)                 // an ID begins with the topic's name
                ? SseResults.Stream(call.After(id), polling)
                : TypedResults.BadRequest("Nothing follows this ID. Send the request again."));      // not 404: the session has not ended

        async Task AnswerAsync(JsonObject request, SseTopic call)
        {
            try
            {
                await RunAsync(request, message => call.Publish(new SseEvent(message.ToJsonString()))); // the last one is the response
            }
            finally
            {
                call.OnCompleted();
                await Task.Delay(TimeSpan.FromMinutes(5)); // for a client that resumes
                calls.TryRemove(call.Name, out _);
            }
        }

        // Whether what follows is neither over nor a gap. A gap is no message of JSON-RPC.
        static bool HasMore(SseTopic call, string lastEventId)
        {
            Notification<SseEvent>? next = null;
            call.After(lastEventId).Materialize().Take(1).Subscribe(item => next = item).Dispose(); // what is held arrives at once
            return next is null or { Kind: NotificationKind.OnNext, Value.Type: not SseGap.EventType };
        }
        #endregion

        static async Task RunAsync(JsonObject request, Action<JsonObject> send)
        {
            await Task.Delay(10);
            send(JsonNode.Parse(Progress)!.AsObject());
            send(JsonNode.Parse(Response)!.AsObject());
        }
    }

    private static IObservable<JsonObject> Read(Uri uri, string session, string request)
    {
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
        IObservable<JsonObject> messages = SseObservable.Signals(uri, options)
            .SelectMany(signal => signal switch
            {
                SseSignal.Event { Value: { Type: "message", Data: { Length: > 0 } data } } => [Parse(data)],
                SseSignal.Event { Value: { Type: "error" } e } => throw new IOException(e.Data),
                SseSignal.LinesIgnored { Text: not "event: ping" } lines => throw new IOException(lines.Text), // text outside events
                SseSignal.Ended { Cause: SseResponseException { StatusCode: 200, BodyExcerpt: var json } } => [Parse(json)],
                _ => Array.Empty<JsonObject>(), // an event without data only has an ID
            })
            .Concat(Observable.Throw<JsonObject>(new EndOfStreamException("The answer has no response.")))
            .TakeUntil(message => message["method"] is null); // the response; notifications come before it

        static JsonObject Parse(string json) => JsonNode.Parse(json) is JsonObject message && (string?)message["jsonrpc"] == "2.0"
            && (message["method"] ?? message["result"] ?? message["error"]) is not null
            ? message
            : throw new FormatException($"This is no JSON-RPC: {json}");
        #endregion
        return messages;
    }

    private static async Task<Uri> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return new(new Uri(app.Urls.Single()), "/mcp");
    }
}
