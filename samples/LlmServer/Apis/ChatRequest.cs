using System.Text.Json;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of chat completions, as far as this server uses it.</summary>
internal sealed record ChatRequest(
    ChatRequestMessage[] Messages,
    string? Model = null,
    bool? Stream = null,
    ChatStreamOptions? StreamOptions = null,
    ChatTool[]? Tools = null,
    int? MaxCompletionTokens = null,
    int? MaxTokens = null,
    float? Temperature = null,
    int? N = null,
    JsonElement? ToolChoice = null) : IModelRequest
{
    public IEnumerable<ChatMessage> ToMessages() => N is > 1
        ? throw new ParameterException("n", "This server gives one choice: 'n' must be 1.")
        : Messages.Items("messages").Select(message => message.ToMessage());

    public ChatOptions ToOptions()
    {
        Apis.Tools.RequireLimit(MaxCompletionTokens, "max_completion_tokens");
        Apis.Tools.RequireLimit(MaxTokens, "max_tokens");
        return new()
        {
            ModelId = Model,
            MaxOutputTokens = MaxCompletionTokens ?? MaxTokens,
            Temperature = Temperature,
            ToolMode = Apis.Tools.ModeOf(ToolChoice),
            Tools = [.. Tools.Items("tools").Select(tool => tool.Function)
                .Select(tool => Apis.Tools.Declare(tool.Name, tool.Description, tool.Parameters))],
        };
    }
}

internal sealed record ChatStreamOptions(bool? IncludeUsage = null);

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
            : [new TextContent(Tools.TextOf(Content)), .. ToolCalls.Items("tool_calls").Select(call => call.ToContent())]);
}
