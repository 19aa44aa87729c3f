using System.Text.Json;
using System.Text.Json.Serialization;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of Anthropic's messages, as far as this server uses it.</summary>
internal sealed record MessagesRequest(
    MessagesInput[] Messages,
    string? Model = null,
    int? MaxTokens = null,
    JsonElement? System = null,
    bool? Stream = null,
    MessagesTool[]? Tools = null,
    float? Temperature = null,
    JsonElement? ToolChoice = null,
    float? TopP = null,
    int? TopK = null,
    string[]? StopSequences = null) : IModelRequest
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; } // not init: the generated constructor would take it

    public IEnumerable<ChatMessage> ToMessages() =>
    [
        .. System is { } system ? [new ChatMessage(ChatRole.System, Apis.Tools.TextOf(system, "system"))] : Array.Empty<ChatMessage>(),
        .. Messages.Items("messages").Select(message => message.ToMessage()),
    ];

    public ChatOptions ToOptions()
    {
        Settings.RefuseAnyOf(Others, "container", "mcp_servers", "output_config", "output_format", "thinking");
        var tools = Tools.Items("tools").Select(tool => tool.Declare()).ToList();
        return new()
        {
            ModelId = Model,
            MaxOutputTokens = Settings.RequireLimit(MaxTokens, "max_tokens"),
            Temperature = Settings.RequireFinite(Temperature, "temperature"),
            TopP = Settings.RequireFinite(TopP, "top_p"),
            TopK = TopK,
            StopSequences = StopSequences is null ? null : [.. StopSequences.Items("stop_sequences")],
            AllowMultipleToolCalls = Apis.Tools.IsParallel(ToolChoice),
            ToolMode = Apis.Tools.ModeOf(ToolChoice, tools),
            Tools = tools,
        };
    }
}

internal sealed record MessagesTool(
    string Name, string? Type = null, string? Description = null, JsonElement? InputSchema = null, bool? Strict = null)
{
    public AITool Declare() => Type is null or "custom"
        ? Tools.Declare(Name, Description, InputSchema, Strict)
        : throw new ParameterException("tools", $"This server has no tools of the type '{Type}'.");
}

internal sealed record MessagesInput(string Role, JsonElement Content)
{
    public ChatMessage ToMessage()
    {
        var contents = Content.ValueKind == JsonValueKind.Array
            ? Content.EnumerateArray().Select(ToContent).ToList()
            : [new TextContent(Tools.TextOf(Content))];
        return new(contents.Any(content => content is FunctionResultContent) ? ChatRole.Tool : Tools.RoleOf(Role), contents);
    }

    private static AIContent ToContent(JsonElement block) => Tools.StringOf(block, "type") switch
    {
        "tool_use" => Tools.Call(
            Tools.StringOf(block, "id"),
            Tools.StringOf(block, "name"),
            block.TryGetProperty("input", out var input) ? input.GetRawText() : ""),
        "tool_result" => new FunctionResultContent(
            Tools.StringOf(block, "tool_use_id"),
            Tools.TextOf(block.TryGetProperty("content", out var result) ? result : null)),
        _ => new TextContent(Tools.PartOf(block)),
    };
}
