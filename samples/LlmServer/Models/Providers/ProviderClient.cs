using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Sse.Reactive;

namespace LlmServer.Models.Providers;

/// <summary>
/// Adds what the adapter of Microsoft.Extensions.AI leaves out of chat completions (<see cref="ProviderRequest"/>), and in the stream the
/// text of a refusal. What the SDK throws at an answer that it cannot read is a failure of the provider.
/// </summary>
internal sealed class ProviderClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base.GetStreamingResponseAsync(messages, ProviderRequest.Complete(options), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(updates, cancellationToken))
        {
            var update = updates.Current;
            var contents = update.Contents.Where(content => content is not ErrorContent { ErrorCode: Answer.Refusal });
            update.Contents = update.RawRepresentation is StreamingChatCompletionUpdate { RefusalUpdate: { Length: > 0 } refusal }
                ? [.. contents, new ErrorContent(refusal) { ErrorCode = Answer.Refusal }]
                : [.. contents]; // the adapter repeats a refusal after some answers
            yield return update;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception error) when (error is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw new ModelException(
                StatusCodes.Status502BadGateway,
                error is IOException or HttpRequestException or SseConnectionException
                    ? "The connection to the model broke."
                    : "The answer of the model is invalid.");
        }
    }
}
