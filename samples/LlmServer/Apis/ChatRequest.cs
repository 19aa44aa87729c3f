using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of chat completions, as far as this server uses it.</summary>
internal sealed record ChatRequest(
    ChatRequestMessage[] Messages,
    string? Model = null,
    bool Stream = false,
    ChatStreamOptions? StreamOptions = null,
    ChatTool[]? Tools = null,
    int? MaxCompletionTokens = null,
    int? MaxTokens = null,
    float? Temperature = null)
{
    public IEnumerable<ChatMessage> ToMessages() => Messages.Select(message => message.ToMessage());

    public ChatOptions ToOptions() => new()
    {
        ModelId = Model,
        MaxOutputTokens = MaxCompletionTokens ?? MaxTokens,
        Temperature = Temperature,
        Tools = Tools?.Select(tool => Apis.Tools.Declare(tool.Function.Name, tool.Function.Description, tool.Function.Parameters)).ToList(),
    };
}

internal sealed record ChatStreamOptions(bool IncludeUsage = false);

internal sealed record ChatTool(ChatFunction Function);

internal sealed record ChatFunction(string Name, string? Description = null, JsonElement? Parameters = null);

internal sealed record ChatToolCall(string Id, ChatCalledFunction Function)
{
    public AIContent ToContent() => Tools.Call(Id, Function.Name, Function.Arguments);
}

internal sealed record ChatCalledFunction(string Name, string Arguments);

internal sealed record ChatRequestMessage(
    string Role, JsonElement? Content = null, ChatToolCall[]? ToolCalls = null, string? ToolCallId = null)
{
    public ChatMessage ToMessage() => new(
        Tools.RoleOf(Role),
        ToolCallId is not null
            ? [new FunctionResultContent(ToolCallId, Tools.TextOf(Content))]
            : [new TextContent(Tools.TextOf(Content)), .. (ToolCalls ?? []).Select(call => call.ToContent())]);
}
