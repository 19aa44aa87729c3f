using System.Reactive.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of the README and of docs/llm.md that reads answers, run with answers of many providers.</summary>
public class LlmReadingSnippets : FeedSnippets
{
    private static IEnumerable<string> Chat => LlmStreams.Chat.Select(stream => stream.Name);

    private static IEnumerable<string> Responses => LlmStreams.Responses.Select(stream => stream.Name);

    private static IEnumerable<string> Messages => LlmStreams.Messages.Select(stream => stream.Name);

    private static IEnumerable<string> Gemini => LlmStreams.Gemini.Select(stream => stream.Name);

    [TestCaseSource(nameof(Chat))]
    public Task Llm(string name) => RunAsync(name, async uri =>
    {
        var (key, model) = ("k", "m");

        #region Llm
        var question = new ChatRequest(model, [new("user", "Why is the sky blue?")]);
        var options = new SseOptions
        {
            RequestFactory = SseRequest.PostJson(question, ChatContext.Default.ChatRequest),
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        await SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete."))) // if it ends before [DONE]
            .TakeWhile(e => e.Data != "[DONE]")
            .Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
            .Select(e => e.Type is not ("error" or "sse-gap") && JsonNode.Parse(e.Data) is JsonObject chunk
                && $"{chunk["error"]}{chunk["errors"]}{chunk["x_groq"]?["error"]}" is ("" or "false" or "0" or "[]")
                && (chunk.ContainsKey("choices") || chunk.ContainsKey("usage") || e.Type != "message") // others have a type of their own
                && (chunk["choices"] as JsonArray)?.FirstOrDefault() is var choice // some have none
                && (choice?["error"] ?? choice?["delta"]?["error"]) is null
                && (string?)choice?["finish_reason"] is not ("error" or "abort" or "insufficient_system_resource")
                    ? choice?["delta"]?["content"]
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .ForEachAsync(text => Console.Write(text));
        #endregion
    });

    [TestCaseSource(nameof(Responses))]
    public Task LlmResponses(string name) => RunAsync(name, async uri =>
    {
        var options = new SseOptions { RequestFactory = Post };

        #region LlmResponses
        await SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete.")))
            .Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
            .Select(e => e.Type is not ("error" or "sse-gap" or "response.failed")
                && JsonNode.Parse(e.Data) is JsonObject json && (string?)json["type"] is not ("error" or "response.failed")
                && (e.Type != "message" || $"{json["type"]}".StartsWith("response.", StringComparison.Ordinal)) // has no event line
                && (json["error"] ?? json["response"]?["error"]) is null
                && (string?)json["response"]?["status"] is not ("failed" or "cancelled")
                    ? json
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .TakeWhile(e => (string?)e["type"] is not ("response.completed" or "response.incomplete")) // the second one: at the token limit
            .Where(e => (string?)e["type"] == "response.output_text.delta")
            .ForEachAsync(e => Console.Write(e["delta"]));
        #endregion
    });

    [TestCaseSource(nameof(Messages))]
    public Task LlmMessages(string name) => RunAsync(name, async uri =>
    {
        var options = new SseOptions { RequestFactory = Post };

        #region LlmMessages
        await SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete.")))
            .TakeWhile(e => e.Type != "message_stop")
            .Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
            .Select(e => e.Type is not ("error" or "sse-gap")
                && JsonNode.Parse(e.Data) is JsonObject json && (string?)json["type"] != "error" && json["error"] is null
                && (e.Type != "message" || $"{json["type"]}".Split('_')[0] is "message" or "content" or "ping") // no event line
                    ? json
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .TakeWhile(e => (string?)e["type"] != "message_stop")
            .ForEachAsync(e => Console.Write(e["delta"]?["text"])); // thoughts and tools have no text
        #endregion
    });

    [TestCaseSource(nameof(Gemini))]
    public Task LlmGemini(string name) => RunAsync(name, async uri =>
    {
        SseRequestFactory ask = Post;

        #region LlmGemini
        var options = new SseOptions
        {
            RequestFactory = ask,
            ReconnectPolicy = context => context.Cause is SseStreamClosedException { DiscardedBytes: > 0 } // in the middle of an event
                ? SseReconnectDecision.Fail
                : SseReconnect.Never(context),
        };
        var isWhole = false;
        await SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
            .Select(e => e.Type is not ("error" or "sse-gap") && JsonNode.Parse(e.Data) is JsonObject chunk
                && (chunk["error"] ?? chunk["errors"] ?? chunk["promptFeedback"]?["blockReason"]) is null
                && (chunk.ContainsKey("candidates") || chunk.ContainsKey("usageMetadata") || e.Type != "message") // else of its own type
                    ? chunk
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .SelectMany(chunk => chunk["candidates"]?.AsArray() ?? []) // a chunk may have none
            .Select(answer => (
                Parts: (answer!["content"]?["parts"]?.AsArray() ?? []).Where(part => (string?)part!["text"] != ""),
                HasReason: (string?)answer["finishReason"] is { Length: > 0 }))
            .Do(answer => isWhole = answer.HasReason || (isWhole && !answer.Parts.Any())) // there is no end mark
            .SelectMany(answer => answer.Parts)
            .Where(part => (bool?)part!["thought"] is not true)
            .ForEachAsync(part => Console.Write(part!["text"]));
        if (!isWhole)
        {
            throw new EndOfStreamException("The answer is incomplete.");
        }
        #endregion
    });

    [Test]
    public async Task LlmResume()
    {
        var paths = new List<string>();
        var (begin, whole) = (LlmStreams.Responses.Last().Wire, LlmStreams.Responses.First().Wire);
        begin += "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n"; // has no number
        await using var server = await EventServer.StartAsync(context =>
        {
            paths.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            var rest = whole[whole.LastIndexOf("event:", StringComparison.Ordinal)..];
            return EventServer.SendAsync(context.Response, paths.Count == 1 ? "retry: 1\n" + begin : rest);
        });
        var (uri, ask) = (new Uri(server.Uri, "/v1/responses"), (SseRequestFactory)Post);

        #region LlmResume
        // ask: a POST with "background": true and "stream": true
        string? id = null;
        JsonNode? number = null;
        var options = new SseOptions
        {
            RequestFactory = (attempt, cancellationToken) => id is null
                ? ask(attempt, cancellationToken)
                : new(new HttpRequestMessage(HttpMethod.Get, $"responses/{id}?stream=true&starting_after={number}")),
            MaxConsecutiveFailures = 5, // the rest may never come
        };
        await SseObservable.Signals(uri, options)
            .Do(signal => _ = signal is SseSignal.LinesIgnored lines ? throw new IOException(lines.Text) : signal) // text outside events
            .Events()
            .Concat(Observable.Throw<SseEvent>(new EndOfStreamException("The answer is incomplete."))) // if it ends before its ID
            .Where(e => e.Data.Length > 0 || e.Type is "message" or "error" or "sse-gap") // else a heartbeat
            .Select(e => e.Type is not ("error" or "sse-gap" or "response.failed")
                && JsonNode.Parse(e.Data) is JsonObject json && (string?)json["type"] is not ("error" or "response.failed")
                && (e.Type != "message" || $"{json["type"]}".StartsWith("response.", StringComparison.Ordinal))
                && (json["error"] ?? json["response"]?["error"]) is null
                && (string?)json["response"]?["status"] is not ("failed" or "cancelled")
                    ? json
                    : throw new IOException($"{e.Type}: {e.Data}"))
            .Do(e =>
            {
                number = e["sequence_number"] ?? number;
                id ??= (string?)e["response"]?["id"];
            })
            .TakeWhile(e => (string?)e["type"] is not ("response.completed" or "response.incomplete"))
            .Where(e => (string?)e["type"] == "response.output_text.delta")
            .ForEachAsync(e => Console.Write(e["delta"]));
        #endregion

        Assert.That(Output, Is.EqualTo("Hello"));
        Assert.That(paths, Is.EqualTo(new[] { "POST /v1/responses", "GET /v1/responses/resp_1?stream=true&starting_after=5" }));
    }

    private static ValueTask<HttpRequestMessage> Post(SseAttempt attempt, CancellationToken cancellationToken) =>
        new(new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent("{}") });

    private async Task RunAsync(string name, Func<Uri, Task> read)
    {
        var api = TestContext.CurrentContext.Test.MethodName switch
        {
            nameof(Llm) => "chat",
            nameof(LlmResponses) => "responses",
            nameof(LlmMessages) => "messages",
            _ => "gemini",
        };
        var stream = LlmStreams.All.Single(stream => (stream.Api, stream.Name) == (api, name));
        var (method, length) = ("", default(long?));
        await using var server = await EventServer.StartAsync(context =>
        {
            (method, length) = (context.Request.Method, context.Request.ContentLength);
            return EventServer.SendAsync(context.Response, stream.Wire);
        });

        Exception? error = null;
        try
        {
            await read(server.Uri).WaitAsync(Deadline);
        }
        catch (Exception failure) when (failure is IOException or JsonException or SseConnectionException
            or InvalidOperationException) // JSON with half of a surrogate pair
        {
            error = failure;
        }

        Assert.That(Output, Is.EqualTo(stream.Text));
        Assert.That(error is null, Is.EqualTo(stream.IsWhole), $"{error}");
        Assert.That(error?.Message ?? "", Does.Contain(
            stream.IsWhole || stream.Error.Length > 0 ? stream.Error
            : name.Contains("as a line", StringComparison.Ordinal) ? "error: {"
            : name.Contains("middle of an event", StringComparison.Ordinal) ? "bytes of an unfinished event were discarded"
            : "incomplete"));
        Assert.That((method, length > 0), Is.EqualTo(("POST", true)));
    }
}
