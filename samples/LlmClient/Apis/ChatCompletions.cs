using System.Net.Http.Json;
using System.Text.Json;
using Sse.Protocol;

namespace LlmClient;

/// <summary>
/// The chat completions API, which most providers offer: events without a type, each with a chunk of the answer, then <c>[DONE]</c>, which
/// is not JSON.
/// </summary>
internal sealed class ChatCompletions : ILlmApi
{
    public IReadOnlyCollection<string> SensitiveHeaders => [];

    public HttpRequestMessage CreateRequest(Question question) => new(HttpMethod.Post, question.Url)
    {
        Headers = { Authorization = question.Key is { } key ? new("Bearer", key) : null },
        Content = JsonContent.Create(new(question.Model, [new("user", question.Prompt)]), LlmJson.Default.ChatRequest),
    };

    public AnswerDelta Read(SseEventView view)
    {
        if (view.Utf8Data.SequenceEqual("[DONE]"u8))
        {
            return new(IsLast: true);
        }

        var chunk = JsonSerializer.Deserialize(view.Utf8Data, LlmJson.Default.ChatChunk);
        if (chunk?.Error is { } error)
        {
            throw new LlmException(error);
        }

        // The chunk that reports the usage has no choices.
        return chunk?.Choices is [var choice, ..] ? new(choice.Delta?.Content ?? "", choice.FinishReason) : AnswerDelta.Empty;
    }
}
