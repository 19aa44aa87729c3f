using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of Anthropic's messages, as far as this server uses it.</summary>
internal sealed record MessagesRequest(
    MessagesInput[] Messages,
    string? Model = null,
    int? MaxTokens = null,
    JsonElement? System = null,
    bool Stream = false,
    MessagesTool[]? Tools = null,
    float? Temperature = null)
{
    public IEnumerable<ChatMessage> ToMessages() =>
    [
        .. System is { } system ? [new ChatMessage(ChatRole.System, Apis.Tools.TextOf(system))] : Array.Empty<ChatMessage>(),
        .. Messages.Select(message => message.ToMessage()),
    ];

    public ChatOptions ToOptions() => new()
    {
        ModelId = Model,
        MaxOutputTokens = MaxTokens,
        Temperature = Temperature,
        Tools = Tools?.Select(tool => Apis.Tools.Declare(tool.Name, tool.Description, tool.InputSchema)).ToList(),
    };
}

internal sealed record MessagesTool(string Name, string? Description = null, JsonElement? InputSchema = null);

internal sealed record MessagesInput(string Role, JsonElement Content)
{
    public ChatMessage ToMessage()
    {
        var contents = Content.ValueKind == JsonValueKind.Array
            ? Content.EnumerateArray().Select(ToContent).ToList()
            : [new TextContent(Tools.TextOf(Content))];
        return new(contents.Any(content => content is FunctionResultContent) ? ChatRole.Tool : new(Role), contents);
    }

    private static AIContent ToContent(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "tool_use" => Tools.Call(
            block.GetProperty("id").GetString()!, block.GetProperty("name").GetString()!, block.GetProperty("input").GetRawText()),
        "tool_result" => new FunctionResultContent(
            block.GetProperty("tool_use_id").GetString()!,
            Tools.TextOf(block.TryGetProperty("content", out var result) ? result : null)),
        _ => new TextContent(block.TryGetProperty("text", out var text) ? text.GetString() : ""),
    };
}
