using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>Anthropic's messages: typed events, of which <c>message_stop</c> is the last; blocks of text, thinking or tool use.</summary>
internal static class Messages
{
    public static void MapMessages(this IEndpointRouteBuilder app) => app.MapPost("/v1/messages", AnswerAsync);

    /// <summary>The form of an error: in the body of a status, and as an event of a stream.</summary>
    public static JsonObject Error(ApiError error) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject
        {
            ["type"] = error.Status switch
            {
                404 => "not_found_error",
                413 => "request_too_large",
                429 => "rate_limit_error",
                503 => "overloaded_error",
                >= 500 => "api_error",
                _ => "invalid_request_error",
            },
            ["message"] = error.Message,
        },
    };

    private static async Task<IResult> AnswerAsync(
        [FromBody] MessagesRequest request, IChatClient model, SseServerOptions options, HttpContext context, SseSubscriber _)
    {
        var answer = await Answer.StartAsync(model, request, context);
        return request.Stream is true
            ? SseResults.Stream(EventsAsync(answer, context.RequestAborted), options: options with
            {
                ErrorEvents = error => [new(LlmServerJson.Write(Error(ApiError.Of(error))), "error")],
            })
            : TypedResults.Ok(Message(answer.Model, await answer.WithRefusalAsTextAsync().ToChatResponseAsync(context.RequestAborted)));
    }

    private static async IAsyncEnumerable<SseEvent<JsonObject>> EventsAsync(
        Answer answer, [EnumeratorCancellation] CancellationToken token = default)
    {
        JsonObject? open = null;
        var blocks = 0;
        var finish = ChatFinishReason.Stop;
        UsageDetails? usage = null;
        yield return Event("message_start", new() { ["message"] = Head(answer.Model) });
        await foreach (var update in answer.WithRefusalAsTextAsync(token))
        {
            finish = update.FinishReason ?? finish;
            foreach (var content in update.Contents)
            {
                if (content is UsageContent reported)
                {
                    usage = reported.Details;
                }
                else if (Block(content) is { } block)
                {
                    if (open is not null && (content is FunctionCallContent || !JsonNode.DeepEquals(open, block)))
                    {
                        yield return Event("content_block_stop", new() { ["index"] = blocks++ });
                        open = null;
                    }

                    if (open is null)
                    {
                        open = block;
                        yield return Event(
                            "content_block_start", new() { ["index"] = blocks, ["content_block"] = block.DeepClone() });
                    }

                    yield return Event("content_block_delta", new() { ["index"] = blocks, ["delta"] = Delta(content) });
                }
            }
        }

        if (open is not null)
        {
            yield return Event("content_block_stop", new() { ["index"] = blocks });
        }

        var stop = new JsonObject { ["stop_reason"] = StopReason(finish), ["stop_sequence"] = null };
        yield return Event("message_delta", new() { ["delta"] = stop, ["usage"] = Usage(usage) });
        yield return Event("message_stop", []);

        static SseEvent<JsonObject> Event(string type, JsonObject data)
        {
            data.Insert(0, "type", type);
            return new(data, type);
        }
    }

    private static JsonObject Message(string model, ChatResponse response)
    {
        var message = Head(model);
        var blocks = response.Messages.SelectMany(m => m.Contents).Select(WholeBlock).OfType<JsonNode>();
        message["content"] = new JsonArray([.. blocks]);
        message["stop_reason"] = StopReason(response.FinishReason ?? ChatFinishReason.Stop);
        message["usage"] = Usage(response.Usage);
        return message;
    }

    private static JsonObject Head(string model) => new()
    {
        ["id"] = $"msg_{Guid.NewGuid():N}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = Usage(null),
    };

    /// <summary>The empty block that a content belongs to.</summary>
    private static JsonObject? Block(AIContent content) => content switch
    {
        TextContent => new() { ["type"] = "text", ["text"] = "" },
        TextReasoningContent => new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
        FunctionCallContent call =>
            new() { ["type"] = "tool_use", ["id"] = call.CallId, ["name"] = call.Name, ["input"] = new JsonObject() },
        _ => null,
    };

    private static JsonObject Delta(AIContent content) => content switch
    {
        TextContent text => new() { ["type"] = "text_delta", ["text"] = text.Text },
        TextReasoningContent thought => new() { ["type"] = "thinking_delta", ["thinking"] = thought.Text },
        _ => new() { ["type"] = "input_json_delta", ["partial_json"] = Tools.ArgumentsOf((FunctionCallContent)content) },
    };

    private static JsonObject? WholeBlock(AIContent content)
    {
        var block = Block(content);
        switch (content)
        {
            case TextContent text:
                block!["text"] = text.Text;
                break;
            case TextReasoningContent thought:
                block!["thinking"] = thought.Text;
                break;
            case FunctionCallContent call:
                block!["input"] = Tools.InputOf(call);
                break;
        }

        return block;
    }

    private static string StopReason(ChatFinishReason finish) =>
        finish == ChatFinishReason.ToolCalls ? "tool_use"
        : finish == ChatFinishReason.Length ? "max_tokens"
        : finish == ChatFinishReason.ContentFilter ? "refusal"
        : "end_turn";

    private static JsonObject Usage(UsageDetails? usage) => new()
    {
        ["input_tokens"] = usage?.InputTokenCount ?? 0,
        ["output_tokens"] = usage?.OutputTokenCount ?? 0,
    };
}
