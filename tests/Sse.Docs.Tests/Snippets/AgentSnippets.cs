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

/// <summary>The code of docs/llm.md about agents: each protocol's server is read by its client.</summary>
public class AgentSnippets
{
    private static readonly TimeSpan Deadline = TestDeadline.Value;

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
        app.MapPost("/agent", (JsonObject input) => SseResults.Stream(EndWithErrorAsync(RunAsync(input))));

        static async IAsyncEnumerable<string> EndWithErrorAsync(
            IAsyncEnumerable<string> run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await using var events = run.GetAsyncEnumerator(cancellationToken);
            for (var failed = false; !failed;)
            {
                string next;
                try
                {
                    if (!await events.MoveNextAsync())
                    {
                        yield break;
                    }

                    next = events.Current;
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested) // log it here
                {
                    (failed, next) = (true, """{"type":"RUN_ERROR","message":"The agent failed."}""");
                }

                yield return next;
            }
        }
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
        using var http = new HttpClient { Timeout = Deadline };
        using var json = new StringContent(input, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(uri, json);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(fails ? "RUN_ERROR" : "RUN_FINISHED"), "It is whole.");

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

    internal static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
