using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>What <c>useChat</c> posts. The model is an extra property of its <c>body</c>.</summary>
internal sealed record UiRequest(string Id, UiMessage[] Messages, string? Model = null)
{
    public IEnumerable<ChatMessage> ToMessages() => Messages.SelectMany(message => message.ToMessages());
}

internal sealed record UiMessage(string Role, UiPart[] Parts)
{
    public IEnumerable<ChatMessage> ToMessages()
    {
        var calls = Parts.Where(part => part.ToolCallId is not null).ToList();
        var text = string.Concat(Parts.Where(part => part.Type == "text").Select(part => part.Text));
        yield return new(
            Tools.RoleOf(Role),
            [
                new TextContent(text),
                .. calls.Select(part => Tools.Call(part.ToolCallId!, part.ToolName, part.Input?.GetRawText() ?? "{}")),
            ]);
        var results = calls.Where(part => part.Output is not null)
            .Select(part => (AIContent)new FunctionResultContent(part.ToolCallId!, Tools.TextOf(part.Output)))
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
    /// <summary>The type of a tool's part is <c>tool-NAME</c>.</summary>
    [JsonIgnore]
    public string ToolName => Type.StartsWith("tool-", StringComparison.Ordinal) ? Type["tool-".Length..] : Type;
}
