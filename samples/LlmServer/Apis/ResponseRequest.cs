using System.Text.Json;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of OpenAI's responses, as far as this server uses it.</summary>
internal sealed record ResponseRequest(
    JsonElement Input,
    string? Model = null,
    string? Instructions = null,
    bool? Stream = null,
    bool? Background = null,
    ResponseTool[]? Tools = null,
    int? MaxOutputTokens = null,
    float? Temperature = null) : IModelRequest
{
    public IEnumerable<ChatMessage> ToMessages() =>
        Input.ValueKind == JsonValueKind.Array ? Input.EnumerateArray().Select(ToMessage)
        : Input.ValueKind == JsonValueKind.String ? [new(ChatRole.User, Input.GetString())]
        : throw new JsonException("'input' must be a string, or an array.");

    public ChatOptions ToOptions() => new()
    {
        ModelId = Model,
        Instructions = Instructions,
        MaxOutputTokens = Apis.Tools.RequireLimit(MaxOutputTokens, "max_output_tokens"),
        Temperature = Temperature,
        Tools = [.. Tools.Items("tools").Where(tool => tool.Name is not null)
            .Select(tool => Apis.Tools.Declare(tool.Name!, tool.Description, tool.Parameters))],
    };

    private static ChatMessage ToMessage(JsonElement item)
    {
        return Text("type") switch
        {
            _ when item.ValueKind != JsonValueKind.Object => throw new JsonException("An item of 'input' must be an object."),
            "function_call" => new(ChatRole.Assistant, [Apis.Tools.Call(Text("call_id"), Text("name"), Text("arguments"))]),
            "function_call_output" => new(ChatRole.Tool, [new FunctionResultContent(Text("call_id"), Text("output"))]),
            _ => new(Apis.Tools.RoleOf(Text("role")), Text("content")),
        };

        string Text(string name) => Apis.Tools.TextOf(
            item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : null);
    }
}

internal sealed record ResponseTool(string Type, string? Name = null, string? Description = null, JsonElement? Parameters = null);
