using System.Net.Http.Json;
using System.Text.Json;
using Sse.Protocol;

namespace LlmClient;

/// <summary>The API that most providers speak: nameless events, each a chunk of the answer, and <c>[DONE]</c>, which is no JSON, at the end.</summary>
internal sealed class ChatCompletions : ILlmApi
{
    public IReadOnlyCollection<string> SensitiveHeaders => [];

    public HttpRequestMessage NewRequest(Question question) => new(HttpMethod.Post, question.Url)
    {
        Headers = { Authorization = question.Key is { } key ? new("Bearer", key) : null },
        Content = JsonContent.Create(new(question.Model, [new("user", question.Prompt)]), LlmJson.Default.ChatRequest),
    };

    public Piece Read(SseEventView view)
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

        // The chunk that tells the usage has no choices.
        return chunk?.Choices is [var choice, ..] ? new(choice.Delta?.Content ?? "", choice.FinishReason) : Piece.Nothing;
    }
}
