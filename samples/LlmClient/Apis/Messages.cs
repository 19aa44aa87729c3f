using System.Net.Http.Json;
using System.Text.Json;
using Sse.Protocol;

namespace LlmClient;

/// <summary>The messages API: typed events, of which <c>message_stop</c> is the last.</summary>
internal sealed class Messages : ILlmApi
{
    private const string KeyHeader = "x-api-key";

    public IReadOnlyCollection<string> SensitiveHeaders => [KeyHeader];

    public HttpRequestMessage CreateRequest(Question question)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, question.Url)
        {
            Headers = { { "anthropic-version", "2023-06-01" } },
            Content = JsonContent.Create(new(question.Model, 1024, [new("user", question.Prompt)]), LlmJson.Default.MessagesRequest),
        };
        if (question.Key is { } key)
        {
            request.Headers.Add(KeyHeader, key);
        }

        return request;
    }

    public AnswerDelta Read(SseEventView view) => view.Type switch
    {
        "content_block_delta" or "message_delta" when Body(view)?.Delta is { } delta => new(delta.Text ?? "", delta.StopReason),
        "message_stop" => new(IsLast: true),
        "error" => throw new LlmException(Body(view)?.Error ?? new(null, null)),
        _ => AnswerDelta.Empty, // ping, the start and end of blocks, and types added in the future
    };

    private static MessagesEvent? Body(SseEventView view) => JsonSerializer.Deserialize(view.Utf8Data, LlmJson.Default.MessagesEvent);
}
