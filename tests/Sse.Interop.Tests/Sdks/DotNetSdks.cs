using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // OpenAI may still change its client of responses.

namespace Sse.Interop.Tests.Sdks;

/// <summary>The SDKs of .NET.</summary>
internal static class DotNetSdks
{
    private const string Model = "scripted";
    private const string Question = "Count.";

    private static readonly ApiKeyCredential Key = new("key");

    public static async IAsyncEnumerable<AnswerPart> OpenAiChatAsync(Uri uri, int retries)
    {
        await foreach (var update in Chat(uri, retries).CompleteChatStreamingAsync(new UserChatMessage(Question)))
        {
            yield return new(string.Concat(update.ContentUpdate.Select(part => part.Text)), update.FinishReason?.ToString());
        }
    }

    public static async IAsyncEnumerable<AnswerPart> OpenAiResponsesAsync(Uri uri, int retries)
    {
        var client = new ResponsesClient(Key, new ResponsesClientOptions { Endpoint = uri, RetryPolicy = new ClientRetryPolicy(retries) });
        var options = new CreateResponseOptions { Model = Model, StreamingEnabled = true };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem(Question));
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
        {
            yield return new(
                (update as StreamingResponseOutputTextDeltaUpdate)?.Delta,
                (update as StreamingResponseCompletedUpdate)?.Response.Status?.ToString(),
                update is StreamingResponseErrorUpdate error ? $"{nameof(StreamingResponseErrorUpdate)}: {error.Message}" : null);
        }
    }

    public static async IAsyncEnumerable<AnswerPart> ExtensionsAsync(Uri uri, int retries)
    {
        await foreach (var update in Chat(uri, retries).AsIChatClient().GetStreamingResponseAsync(Question))
        {
            yield return new(update.Text, update.FinishReason?.Value);
        }
    }

    public static async IAsyncEnumerable<AnswerPart> AnthropicAsync(Uri uri, int retries)
    {
        using var client = new AnthropicClient { BaseUrl = uri.ToString(), ApiKey = "key", MaxRetries = retries };
        var parameters = new MessageCreateParams { Model = Model, MaxTokens = 100, Messages = [new UserMessageParam(Question)] };
        await foreach (var update in client.Messages.CreateStreaming(parameters))
        {
            yield return new(
                update.TryPickContentBlockDelta(out var block) && block.Delta.TryPickText(out var delta) ? delta.Text : null,
                update.TryPickDelta(out var message) ? message.Delta.StopReason?.Raw() : null);
        }
    }

    private static ChatClient Chat(Uri uri, int retries) => new(
        Model, Key, new OpenAIClientOptions { Endpoint = uri, RetryPolicy = new ClientRetryPolicy(retries) });
}
