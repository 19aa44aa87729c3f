using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>OpenAI's chat completions: events without a type, each with a chunk of the answer, then <c>[DONE]</c>.</summary>
internal static class ChatCompletions
{
    public static void MapChatCompletions(this IEndpointRouteBuilder app) => app.MapPost("/v1/chat/completions", AnswerAsync);

    /// <summary>The form of an error: in the body of a status, and as an event of a stream.</summary>
    public static JsonObject Error(ApiError error) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = error.Message,
            ["type"] = error.Status switch { 429 => "rate_limit_error", >= 500 => "server_error", _ => "invalid_request_error" },
            ["param"] = error.Parameter,
            ["code"] = error.Code,
        },
    };

    private static async Task<IResult> AnswerAsync(
        [FromBody] ChatRequest request, IChatClient model, SseServerOptions options, HttpContext context, SseSubscriber _)
    {
        var answer = await Answer.StartAsync(model, request, context);
        return request.Stream is true
            ? SseResults.Stream(ChunksAsync(request, answer, context.RequestAborted), options: options with
            {
                CompletionEvent = new("[DONE]"),
                ErrorEvents = error => [new(LlmServerJson.Write(Error(ApiError.Of(error))))],
            })
            : TypedResults.Ok(Completion(answer.Model, await answer.Updates.ToChatResponseAsync(context.RequestAborted)));
    }

    private static async IAsyncEnumerable<SseEvent<JsonObject>> ChunksAsync(
        ChatRequest request, Answer answer, [EnumeratorCancellation] CancellationToken token = default)
    {
        var head = Head(answer.Model, "chat.completion.chunk");
        var calls = 0;
        var finish = ChatFinishReason.Stop;
        UsageDetails? usage = null;
        yield return Chunk(new() { ["role"] = "assistant", ["content"] = "" });
        await foreach (var update in answer.Updates.WithCancellation(token))
        {
            finish = update.FinishReason ?? finish;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent text:
                        yield return Chunk(new() { ["content"] = text.Text });
                        break;
                    case ErrorContent refusal:
                        yield return Chunk(new() { ["refusal"] = refusal.Message });
                        break;
                    case TextReasoningContent thought:
                        yield return Chunk(new() { ["reasoning_content"] = thought.Text });
                        break;
                    case FunctionCallContent call:
                        yield return Chunk(new() { ["tool_calls"] = new JsonArray(ToolCall(call, calls++)) });
                        break;
                    case UsageContent reported:
                        usage = reported.Details;
                        break;
                }
            }
        }

        yield return Chunk([], finish.Value);
        if (request.StreamOptions?.IncludeUsage == true)
        {
            yield return new(With(head, null, usage));
        }

        SseEvent<JsonObject> Chunk(JsonObject delta, string? reason = null) =>
            new(With(head, new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }));
    }

    private static JsonObject Completion(string model, ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().Select((call, index) => (JsonNode)ToolCall(call, index)).ToArray();
        var message = new JsonObject { ["role"] = "assistant", ["content"] = response.Text };
        var thoughts = string.Concat(contents.OfType<TextReasoningContent>().Select(thought => thought.Text));
        if (thoughts.Length > 0)
        {
            message["reasoning_content"] = thoughts;
        }

        var refusal = string.Concat(contents.OfType<ErrorContent>().Select(part => part.Message));
        if (refusal.Length > 0)
        {
            message["refusal"] = refusal;
        }

        if (calls.Length > 0)
        {
            message["tool_calls"] = new JsonArray(calls);
        }

        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["finish_reason"] = (response.FinishReason ?? ChatFinishReason.Stop).Value,
        };
        return With(Head(model, "chat.completion"), choice, response.Usage);
    }

    private static JsonObject ToolCall(FunctionCallContent call, int index) => new()
    {
        ["index"] = index,
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Tools.ArgumentsOf(call) },
    };

    private static JsonObject Head(string model, string type) => new()
    {
        ["id"] = $"chatcmpl-{Guid.NewGuid():N}",
        ["object"] = type,
        ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["model"] = model,
    };

    private static JsonObject With(JsonObject head, JsonObject? choice, UsageDetails? usage = null)
    {
        var whole = (JsonObject)head.DeepClone();
        whole["choices"] = choice is null ? new JsonArray() : new JsonArray(choice);
        if (usage is not null)
        {
            whole["usage"] = new JsonObject
            {
                ["prompt_tokens"] = usage.InputTokenCount,
                ["completion_tokens"] = usage.OutputTokenCount,
                ["total_tokens"] = usage.TotalTokenCount,
            };
        }

        return whole;
    }
}
