using System.Text.Json.Serialization;

namespace LlmClient;

internal sealed record ChatRequest(string Model, ChatMessage[] Messages, bool Stream = true);

internal sealed record ChatMessage(string Role, string Content);

internal sealed record ChatChunk(ChatChoice[]? Choices, ErrorDetail? Error);

internal sealed record ChatChoice(ChatDelta? Delta, string? FinishReason);

internal sealed record ChatDelta(string? Content);

internal sealed record MessagesRequest(string Model, int MaxTokens, ChatMessage[] Messages, bool Stream = true);

internal sealed record MessagesEvent(MessagesDelta? Delta, ErrorDetail? Error);

internal sealed record MessagesDelta(string? Text, string? StopReason);

internal sealed record ErrorBody(ErrorDetail? Error);

/// <summary>An error as both APIs describe it, in the body of an error response or in the middle of a stream.</summary>
internal sealed record ErrorDetail(string? Message, string? Type)
{
    public override string ToString() => $"{Message ?? "no reason given"}{(Type is null ? "" : $" ({Type})")}";
}

/// <summary>Source-generated serialization, which needs no reflection, so that the sample can be trimmed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(MessagesRequest))]
[JsonSerializable(typeof(MessagesEvent))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class LlmJson : JsonSerializerContext;
