using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore;
using Sse.Tests.Shared;

namespace Sse.Docs.Tests;

/// <summary>The code of docs/llm.md that serves answers, run with the client.</summary>
public class LlmServingSnippets
{
    [TestCase("Why?", "Because. [DONE]")]
    [TestCase("", "Because. {\"error\":{\"message\":\"The model failed.\",\"type\":\"server_error\"}}")]
    public async Task LlmServeChat(string prompt, string expected)
    {
        await using var app = Build();

        #region LlmServeChat
        // async IAsyncEnumerable<SseEvent<ChatChunk>> ChunksAsync(
        //     ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        app.MapPost("/v1/chat/completions", (ChatRequest request) => SseResults.Stream(ChunksAsync(request), options: new()
        {
            CompletionEvent = new("[DONE]"), // as it is, though the other events are JSON
            ErrorEvents = _ => [new("""{"error":{"message":"The model failed.","type":"server_error"}}""")],
        }));
        #endregion

        var events = await AskAsync(app, "/v1/chat/completions", $$"""{"model":"m","messages":[{"role":"user","content":"{{prompt}}"}]}""");
        var texts = events.Select(e => e.Data.Contains("choices", StringComparison.Ordinal)
            ? (string?)JsonNode.Parse(e.Data)!["choices"]![0]!["delta"]!["content"]
            : e.Data);
        Assert.That(string.Join(' ', texts), Is.EqualTo(expected));

        static async IAsyncEnumerable<SseEvent<ChatChunk>> ChunksAsync(
            ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(new([new(new("Because."))]));
            if (request.Messages[0].Content.Length == 0)
            {
                throw new FormatException();
            }
        }
    }

    [Test]
    public async Task LlmServeMessages()
    {
        await using var app = Build();

        #region LlmServeMessages
        app.MapPost("/v1/messages", (ChatRequest request) => SseResults.Stream(EventsAsync(request), new SseServerOptions
        {
            ErrorEvents = _ => [new("""{"type":"error","error":{"type":"api_error","message":"The model failed."}}""", "error")],
        }));
        #endregion

        var events = await AskAsync(app, "/v1/messages", """{"model":"m","messages":[]}""");
        Assert.That(events.Select(e => e.Type), Is.EqualTo(new[] { "message_start", "error" }));

        static async IAsyncEnumerable<SseEvent> EventsAsync(ChatRequest request)
        {
            await Task.Yield();
            yield return new("{}", "message_start");
            _ = request.Messages[0];
        }
    }

    [Test]
    public async Task LlmSurvive()
    {
        await using var app = Build();
        var mayContinue = new TaskCompletionSource();

        #region LlmSurvive
        var answers = new ConcurrentDictionary<string, SseTopic>(); // those that are being written
        var options = new SseServerOptions { UnfinishedEnd = SseUnfinishedEnd.Abort, CompletionEvent = new("[DONE]") };

        app.MapPost("/api/chat", (Chat chat, SseSubscriber subscriber) => // with it, a refused request does not ask the model
        {
            var answer = answers[chat.Id] = new SseTopic("answer", new()
            {
                ReplayFromOldest = true, // each request reads it from its start,
                FailWhenFull = true,     // which it never loses: an answer that is too long ends with an error
                MaxEvents = 100_000,
            });
            _ = WriteAsync(chat, answer); // the request does not end it
            return SseResults.Stream(answer, options);
        });
        app.MapGet("/api/chat/{id}/stream", IResult (string id) =>
            answers.TryGetValue(id, out var answer) ? SseResults.Stream(answer, options) : TypedResults.NoContent());

        async Task WriteAsync(Chat chat, SseTopic answer)
        {
            try
            {
                await foreach (var part in PartsAsync(chat))
                {
                    answer.Publish(part);
                }

                answers.TryRemove(new(chat.Id, answer));
                answer.OnCompleted();
            }
            catch (Exception error)
            {
                answers.TryRemove(new(chat.Id, answer));
                answer.OnError(error);
            }
        }
        #endregion

        var first = await AskAsync(app, "/api/chat", """{"id":"1"}""", take: 1);
        var rest = new Uri(new Uri(app.Urls.Single()), "/api/chat/1/stream");
        var whole = SseObservable.Connect(rest, new() { ReconnectPolicy = SseReconnect.Never })
            .Do(_ => mayContinue.TrySetResult()).TakeUntil(e => e.Data == "[DONE]").ToList().ToTask();
        Assert.That(first.Single().Data, Is.EqualTo("Light"));
        Assert.That((await whole.WaitAsync(TestDeadline.Value)).Select(e => e.Data), Is.EqualTo(new[] { "Light", " scatters.", "[DONE]" }));
        using var http = new HttpClient();
        Assert.That((int)(await http.GetAsync(rest)).StatusCode, Is.EqualTo(204));

        async IAsyncEnumerable<SseEvent> PartsAsync(Chat chat)
        {
            yield return new("Light");
            await mayContinue.Task.WaitAsync(TestDeadline.Value);
            yield return new(chat.Id == "1" ? " scatters." : "");
        }
    }

    private static async Task<IList<SseEvent>> AskAsync(WebApplication app, string path, string json, int take = int.MaxValue)
    {
        await app.StartAsync();
        return await SseObservable
            .Connect(new Uri(new Uri(app.Urls.Single()), path), new()
            {
                RequestFactory = (_, _) => new(new HttpRequestMessage(HttpMethod.Post, "")
                {
                    Content = new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
                }),
            })
            .Catch((SseConnectionException _) => Observable.Empty<SseEvent>())
            .Take(take)
            .ToList()
            .ToTask()
            .WaitAsync(TestDeadline.Value);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    internal sealed record Chat(string Id);

    internal sealed record ChatChunk(ChatChoice[] Choices);

    internal sealed record ChatChoice(ChatDelta Delta);

    internal sealed record ChatDelta(string Content);
}
