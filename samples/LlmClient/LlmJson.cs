using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmClient;

internal sealed record ChatRequest(string Model, ChatMessage[] Messages, bool Stream = true);

internal sealed record ChatMessage(string Role, string Content);

internal sealed record ChatChunk(ChatChoice?[]? Choices);

internal sealed record ChatChoice(ChatDelta? Delta, string? FinishReason, JsonElement? Error);

/// <param name="Content">The text.</param>
/// <param name="Refusal">The text in place of it, if the model refuses.</param>
/// <param name="ReasoningContent">The thoughts, as DeepSeek and llama.cpp name them.</param>
/// <param name="Reasoning">The thoughts, as OpenRouter, Ollama and vLLM name them.</param>
/// <param name="ToolCalls">Parts of the calls of tools.</param>
/// <param name="Error">What went wrong, in place of the text.</param>
internal sealed record ChatDelta(
    string? Content, string? Refusal, string? ReasoningContent, string? Reasoning, ChatToolCall?[]? ToolCalls, JsonElement? Error);

internal sealed record ChatToolCall(int Index, ChatFunction? Function);

internal sealed record ChatFunction(string? Name, string? Arguments);

internal sealed record ResponsesRequest(string Model, string Input, bool? Background, bool Stream = true);

internal sealed record ResponsesEvent(string? Type, long? SequenceNumber, ResponseState? Response, string? Delta, ResponseItem? Item);

internal sealed record ResponseState(string? Id, string? Status, JsonElement? Error, IncompleteDetails? IncompleteDetails);

internal sealed record IncompleteDetails(string? Reason);

internal sealed record ResponseItem(string? Type, string? CallId, string? Name, string? Arguments);

internal sealed record MessagesRequest(string Model, int MaxTokens, ChatMessage[] Messages, bool Stream = true);

internal sealed record MessagesEvent(string? Type, int Index, MessagesDelta? Delta, MessagesBlock? ContentBlock);

internal sealed record MessagesBlock(string? Type, string? Name);

internal sealed record MessagesDelta(string? Text, string? Thinking, string? PartialJson, string? StopReason);

internal sealed record GeminiRequest(GeminiContent[] Contents);

internal sealed record GeminiContent(string? Role, GeminiPart?[]? Parts);

internal sealed record GeminiPart(
    string? Text, bool? Thought = null, [property: JsonPropertyName("functionCall")] GeminiCall? FunctionCall = null);

internal sealed record GeminiCall(string? Name, JsonElement? Args);

internal sealed record GeminiChunk(
    GeminiCandidate?[]? Candidates,
    [property: JsonPropertyName("promptFeedback")] GeminiFeedback? PromptFeedback,
    [property: JsonPropertyName("usageMetadata")] JsonElement? UsageMetadata);

internal sealed record GeminiCandidate(GeminiContent? Content, [property: JsonPropertyName("finishReason")] string? FinishReason);

internal sealed record GeminiFeedback([property: JsonPropertyName("blockReason")] string? BlockReason);

/// <summary>Source-generated serialization, which needs no reflection, so that the sample can be trimmed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(ResponsesRequest))]
[JsonSerializable(typeof(ResponsesEvent))]
[JsonSerializable(typeof(MessagesRequest))]
[JsonSerializable(typeof(MessagesEvent))]
[JsonSerializable(typeof(GeminiRequest))]
[JsonSerializable(typeof(GeminiChunk))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class LlmJson : JsonSerializerContext;
