using System.Globalization;
using System.Text.Json;
using Sse.Protocol;
using Sse.Reactive;

namespace LlmClient;

/// <summary>
/// Gemini's <c>streamGenerateContent</c> with <c>alt=sse</c>: events without a type and without an end mark. An event without a
/// <c>finishReason</c> says that the model has not stopped. One with it need not be the last: only the end of the stream is the end.
/// </summary>
internal sealed class Gemini : ILlmApi
{
    private int _calls;

    public string KeyHeader => "x-goog-api-key";

    public string KeyPrefix => "";

    public bool HasEndMark => false;

    public SseRequestFactory Ask(Question question) => SseRequest.PostJson(
        new([new("user", [new(question.Prompt)])]), LlmJson.Default.GeminiRequest); // the model is part of the URL

    public AnswerDelta Read(SseEvent e)
    {
        var json = JsonSerializer.Deserialize(e.Data, LlmJson.Default.JsonElement);
        if (ErrorDetail.Find(json) is { } error)
        {
            throw new LlmException(error);
        }

        var chunk = json.Deserialize(LlmJson.Default.GeminiChunk);
        if (chunk?.PromptFeedback?.BlockReason is { } reason)
        {
            throw new LlmException(new("The question was blocked.", reason));
        }

        if (chunk?.Candidates is not [{ } candidate, ..])
        {
            return chunk?.Candidates is not null || chunk?.UsageMetadata is not null || e.Type != SseEvent.DefaultType
                ? AnswerDelta.Empty
                : throw new LlmException(ErrorDetail.Of(json)); // in a form of its provider
        }

        var parts = (candidate.Content?.Parts ?? []).OfType<GeminiPart>().ToList();
        return new(
            string.Concat(parts.Where(part => part.Thought != true).Select(part => part.Text)),
            string.Concat(parts.Where(part => part.Thought == true).Select(part => part.Text)),
            candidate.FinishReason,
            IsLast: candidate.FinishReason is { Length: > 0 })
        {
            Calls = [.. from part in parts let call = part.FunctionCall where call is not null select Call(call)],
        };
    }

    private ToolCallPart Call(GeminiCall call) =>
        new((_calls++).ToString(CultureInfo.InvariantCulture), call.Name, call.Args?.GetRawText() ?? "");
}
