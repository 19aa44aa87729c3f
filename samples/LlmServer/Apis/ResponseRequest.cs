using System.Text.Json;
using System.Text.Json.Serialization;
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
    float? Temperature = null,
    JsonElement? ToolChoice = null,
    bool? Store = null,
    string? PreviousResponseId = null,
    JsonElement? Conversation = null) : IModelRequest
{
    /// <summary>Where the items are to which the input refers.</summary>
    [JsonIgnore]
    public StoredItems? Stored { get; init; }

    /// <remarks>Thoughts are passed over: the model has no use for them.</remarks>
    public IEnumerable<ChatMessage> ToMessages()
    {
        RefuseUnlessNull(PreviousResponseId, "previous_response_id");
        RefuseUnlessNull(Conversation is { ValueKind: not JsonValueKind.Null } conversation ? $"{conversation}" : null, "conversation");
        return Input.ValueKind == JsonValueKind.Array
            ? Input.EnumerateArray().Select(Resolve).Where(item => TextOf(item, "type") != "reasoning").Select(ToMessage)
            : Input.ValueKind == JsonValueKind.String ? [new(ChatRole.User, Input.GetString())]
            : throw new JsonException("'input' must be a string, or an array.");
    }

    public ChatOptions ToOptions() => new()
    {
        ModelId = Model,
        Instructions = Instructions,
        MaxOutputTokens = Apis.Tools.RequireLimit(MaxOutputTokens, "max_output_tokens"),
        Temperature = Temperature,
        ToolMode = Apis.Tools.ModeOf(ToolChoice),
        Tools = [.. Tools.Items("tools").Where(tool => tool.Name is not null)
            .Select(tool => Apis.Tools.Declare(tool.Name!, tool.Description, tool.Parameters))],
    };

    private static void RefuseUnlessNull(string? value, string name)
    {
        if (value is not null)
        {
            throw new ParameterException(name, $"This server keeps no conversations: send all items as 'input', without '{name}'.");
        }
    }

    private static ChatMessage ToMessage(JsonElement item) => TextOf(item, "type") switch
    {
        "function_call" =>
            new(ChatRole.Assistant, [Apis.Tools.Call(TextOf(item, "call_id"), TextOf(item, "name"), TextOf(item, "arguments"))]),
        "function_call_output" => new(ChatRole.Tool, [new FunctionResultContent(TextOf(item, "call_id"), TextOf(item, "output"))]),
        "" or "message" => new(Apis.Tools.RoleOf(TextOf(item, "role")), TextOf(item, "content")),
        var type => throw new ParameterException("input", $"This server has no items of the type '{type}'."),
    };

    private static string TextOf(JsonElement item, string name) => item.ValueKind != JsonValueKind.Object
        ? throw new JsonException("An item of 'input' must be an object.")
        : Apis.Tools.TextOf(item.TryGetProperty(name, out var value) ? value : null, "input");

    private JsonElement Resolve(JsonElement item)
    {
        if (TextOf(item, "type") != "item_reference")
        {
            return item;
        }

        var id = TextOf(item, "id");
        return Stored?.Find(id) ?? throw new ParameterException(
            "input", $"There is no item '{id}', or no longer. Send the item itself: SDKs do so with 'store' set to false.");
    }
}

internal sealed record ResponseTool(string Type, string? Name = null, string? Description = null, JsonElement? Parameters = null);
