using System.Text.Json;
using System.Text.Json.Serialization;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>What <c>useChat</c> posts. The model is an extra property of its <c>body</c>.</summary>
internal sealed record UiRequest(string Id, UiMessage[] Messages, string? Model = null) : IModelRequest
{
    /// <remarks>No route finds an ID that is no segment of a path.</remarks>
    public IEnumerable<ChatMessage> ToMessages() => Id is { Length: > 0 and <= 256 } and not ("." or "..") && !Id.Contains('/')
        ? Messages.Items("messages").SelectMany(message => message.ToMessages())
        : throw new JsonException("The ID of the chat must have 1 to 256 characters, none of them '/'. It must not be '.' or '..'.");

    public ChatOptions ToOptions() => new() { ModelId = Model };
}

internal sealed record UiMessage(string Role, UiPart[] Parts)
{
    public IEnumerable<ChatMessage> ToMessages()
    {
        if (Parts.Items("parts").Any(part => part.Type == "file"))
        {
            throw new ParameterException("messages", "This server reads text alone, no files.");
        }

        var calls = Parts.Where(part => part.ToolCallId is not null).ToList();
        var text = string.Concat(Parts.Where(part => part.Type == "text")
            .Select(part => part.Text ?? throw new JsonException("'text' must be a string.")));
        yield return new(
            Tools.RoleOf(Role),
            [
                new TextContent(text),
                .. calls.Select(part => Tools.Call(part.ToolCallId!, part.ToolName, part.Input?.GetRawText() ?? "{}")),
            ]);
        var results = calls.Where(part => part.Output is not null)
            .Select(part => (AIContent)new FunctionResultContent(part.ToolCallId!, part.Result))
            .ToList();
        if (results.Count > 0)
        {
            yield return new(ChatRole.Tool, results);
        }
    }
}

internal sealed record UiPart(
    string Type,
    string? Text = null,
    [property: JsonPropertyName("toolCallId")] string? ToolCallId = null,
    JsonElement? Input = null,
    JsonElement? Output = null)
{
    /// <summary>The output of a tool: a text, or any other JSON.</summary>
    [JsonIgnore]
    public string? Result => Output is { ValueKind: JsonValueKind.String } text ? text.GetString() : Output?.GetRawText();

    /// <summary>The type of a tool's part is <c>tool-NAME</c>.</summary>
    [JsonIgnore]
    public string ToolName => Type.StartsWith("tool-", StringComparison.Ordinal) ? Type["tool-".Length..] : Type;
}
