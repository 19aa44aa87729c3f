using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

namespace LlmServer.Apis;

/// <summary>
/// The UI message stream of Vercel's AI SDK, for <c>useChat</c>. Its answers go on without their client: a page that was reloaded asks for
/// the rest (<c>resume: true</c>). The stream of a chat is its newest answer.
/// </summary>
internal static class UiMessages
{
    public static void MapUiMessages(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/chat", AnswerAsync);
        app.MapGet("/api/chat/{id}/stream", IResult (string id, RunningAnswers answers, SseServerOptions options, HttpResponse response) =>
            answers.Find(id, response) is { } answer ? Stream(answer, options, response) : TypedResults.NoContent());
    }

    private static async Task<IResult> AnswerAsync(
        [FromBody] UiRequest request,
        IChatClient model,
        RunningAnswers answers,
        SseServerOptions options,
        HttpContext context,
        SseSubscriber _) // an ID that is invalid is refused before the model is asked
    {
        var answer = Answer.Ask(model, request);
        var running = answers.Start(request.Id, context.Response, answer, PartsAsync(answer));
        await answer.FirstToken.WaitAsync(context.RequestAborted);
        return Stream(running, options, context.Response);
    }

    /// <summary>The form of an error in the body of a status.</summary>
    public static JsonObject Error(ApiError error) => new() { ["error"] = error.Message };

    private static SseStreamResult Stream(RunningAnswer answer, SseServerOptions options, HttpResponse response)
    {
        response.Headers["x-vercel-ai-ui-message-stream"] = "v1";
        return SseResults.Stream(answer.Topic.After(""), options with // from its start, as its client expects it
        {
            UnfinishedEnd = SseUnfinishedEnd.Abort, // also of the GET: its client takes a clean end for the end of the answer
            CompletionEvent = new("[DONE]"),
            ErrorEvents = error => [new(LlmServerJson.Write(ErrorPart(ApiError.Of(error))))],
        });
    }

    private static JsonObject ErrorPart(ApiError error) => new() { ["type"] = "error", ["errorText"] = error.Message };

    private static async IAsyncEnumerable<SseEvent<JsonObject>> PartsAsync(
        Answer answer, [EnumeratorCancellation] CancellationToken token = default)
    {
        string? open = null;
        var texts = 0;
        var finish = ChatFinishReason.Stop;
        yield return Part("start", ("messageId", $"msg-{Guid.NewGuid():N}"));
        yield return Part("start-step");
        await foreach (var update in answer.WithRefusalAsTextAsync(token))
        {
            finish = update.FinishReason ?? finish;
            foreach (var content in update.Contents)
            {
                var kind = content switch { TextContent => "text", TextReasoningContent => "reasoning", _ => null };
                if (open is not null && open != kind && content is not UsageContent)
                {
                    yield return Part($"{open}-end", ("id", $"{texts++}"));
                    open = null;
                }

                if (kind is not null)
                {
                    if (open is null)
                    {
                        open = kind;
                        yield return Part($"{kind}-start", ("id", $"{texts}"));
                    }

                    yield return Part($"{kind}-delta", ("id", $"{texts}"), ("delta", $"{content}"));
                }
                else if (content is FunctionCallContent call)
                {
                    yield return Part("tool-input-start", ("toolCallId", call.CallId), ("toolName", call.Name));
                    yield return Part(
                        "tool-input-available", ("toolCallId", call.CallId), ("toolName", call.Name), ("input", Tools.InputOf(call)));
                }
            }
        }

        if (open is not null)
        {
            yield return Part($"{open}-end", ("id", $"{texts}"));
        }

        yield return Part("finish-step");
        yield return Part("finish", ("finishReason", FinishReason(finish)));

        static SseEvent<JsonObject> Part(string type, params IEnumerable<(string Name, JsonNode Value)> properties)
        {
            var part = new JsonObject { ["type"] = type };
            foreach (var (name, value) in properties)
            {
                part[name] = value;
            }

            return new(part);
        }
    }

    private static string FinishReason(ChatFinishReason finish) =>
        finish == ChatFinishReason.Stop ? "stop"
        : finish == ChatFinishReason.Length ? "length"
        : finish == ChatFinishReason.ToolCalls ? "tool-calls"
        : finish == ChatFinishReason.ContentFilter ? "content-filter"
        : "other";
}
