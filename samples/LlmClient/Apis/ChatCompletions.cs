using System.Globalization;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>
/// The chat completions API, which most providers offer: events without a type, each with a chunk of the answer, then <c>[DONE]</c>, which
/// is not JSON.
/// </summary>
internal sealed class ChatCompletions : ILlmApi
{
    public SseRequestFactory Ask(Question question) => SseRequest.PostJson(
        new(question.Model, [new("user", question.Prompt)]), LlmJson.Default.ChatRequest); // a body of known length

    public AnswerDelta Read(SseEvent e)
    {
        if (e.Data == "[DONE]")
        {
            return new(IsLast: true);
        }

        var json = JsonSerializer.Deserialize(e.Data, LlmJson.Default.JsonElement);
        var error = ErrorDetail.Find(json) ?? ErrorDetail.FindIn(json, "x_groq");
        if (error is not null || (!IsChunk(json) && e.Type == SseEvent.DefaultType))
        {
            throw new LlmException(error ?? ErrorDetail.Of(json));
        }

        if (!IsChunk(json))
        {
            return AnswerDelta.Empty; // a heartbeat, or an event of the provider's own
        }

        // Some chunks have no choices, but the usage, or what a filter has found in the question.
        if (json.Deserialize(LlmJson.Default.ChatChunk)?.Choices is not [{ } choice, ..])
        {
            return AnswerDelta.Empty;
        }

        if (choice is { Error.ValueKind: JsonValueKind.Object } or { Delta.Error.ValueKind: JsonValueKind.Object }
            or { FinishReason: "error" or "abort" or "insufficient_system_resource" }) // OpenRouter, vLLM, DeepSeek
        {
            throw new LlmException((choice.Error ?? choice.Delta?.Error) is { } reason
                ? ErrorDetail.Of(reason)
                : new("The model has failed.", choice.FinishReason));
        }

        var delta = choice.Delta ?? new(null, null, null, null, null, null);
        var text = delta.Content is { Length: > 0 } content ? content : delta.Refusal ?? "";
        return new(text, delta.ReasoningContent ?? delta.Reasoning ?? "", choice.FinishReason)
        {
            Calls =
            [
                .. from call in (delta.ToolCalls ?? []).OfType<ChatToolCall>()
                   select new ToolCallPart(
                       call.Index.ToString(CultureInfo.InvariantCulture), call.Function?.Name, call.Function?.Arguments ?? ""),
            ],
        };
    }

    /// <summary>Anything else is an error, in a form of its provider: <c>{"detail":"..."}</c>.</summary>
    private static bool IsChunk(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && (json.TryGetProperty("choices", out _) || json.TryGetProperty("usage", out _));
}
