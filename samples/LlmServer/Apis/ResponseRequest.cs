using System.Text.Json;
using System.Text.Json.Serialization;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of OpenAI's responses, as far as this server uses it.</summary>
internal sealed record ResponseRequest(
    JsonElement? Input = null,
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
    JsonElement? Conversation = null,
    float? TopP = null,
    ResponseText? Text = null,
    ResponseReasoning? Reasoning = null,
    bool? ParallelToolCalls = null) : IModelRequest
{
    private IReadOnlyList<JsonElement>? _items;
    private IReadOnlyList<JsonElement>? _input;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; } // not init: the generated constructor would take it

    /// <summary>Where the responses and items are to which the request refers.</summary>
    [JsonIgnore]
    public StoredItems? Stored { get; init; }

    [JsonIgnore]
    public string MessagesName => "input";

    /// <summary>The conversation: that of the previous response, and then the input.</summary>
    [JsonIgnore]
    public IReadOnlyList<JsonElement> Items => _items ??= [.. PreviousItems(), .. InputItems];

    /// <summary>The input. An item of an earlier answer is in the place of a reference to it.</summary>
    [JsonIgnore]
    public IReadOnlyList<JsonElement> InputItems => _input ??= [.. ReadInput()];

    /// <remarks>Thoughts are passed over: the model has no use for them.</remarks>
    public IEnumerable<ChatMessage> ToMessages() => Conversation is null or { ValueKind: JsonValueKind.Null }
        ? Items.Where(item => TextOf(item, "type") != "reasoning").Select(ToMessage)
        : throw new ParameterException(
            "conversation", "This server keeps no conversations: send 'previous_response_id', or all items as 'input'.");

    public ChatOptions ToOptions()
    {
        Settings.RefuseAnyOf(Others, "max_tool_calls", "modalities", "prompt", "top_logprobs");
        Settings.RefuseAnyOf(Text?.Others, "verbosity");
        var tools = Tools.Items("tools").Select(tool => tool.Declare()).ToList();
        return new()
        {
            ModelId = Model,
            Instructions = Instructions,
            MaxOutputTokens = Settings.RequireLimit(MaxOutputTokens, "max_output_tokens"),
            Temperature = Settings.RequireFinite(Temperature, "temperature"),
            TopP = Settings.RequireFinite(TopP, "top_p"),
            ResponseFormat = Settings.FormatOf(Text?.Format, "text"),
            AdditionalProperties = Settings.OthersOf(Text?.Format, "text", Reasoning?.Effort),
            Reasoning = Settings.EffortOf(Reasoning?.Effort, "reasoning"),
            AllowMultipleToolCalls = ParallelToolCalls,
            ToolMode = Apis.Tools.ModeOf(ToolChoice, tools),
            Tools = tools,
        };
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

    private IEnumerable<JsonElement> PreviousItems() => PreviousResponseId switch
    {
        null => [],
        "" => throw new ParameterException("previous_response_id", "'previous_response_id' must not be empty."),
        var id => Stored?.FindConversation(id) ?? throw new ParameterException(
            "previous_response_id",
            $"There is no whole response '{id}', or no longer. Send all items as 'input': SDKs do so with 'store' set to false."),
    };

    private IEnumerable<JsonElement> ReadInput() => Input switch
    {
        { ValueKind: JsonValueKind.Array } items => items.EnumerateArray().Select(Resolve),
        { ValueKind: JsonValueKind.String } text => [JsonElement.Parse($$"""{"role":"user","content":{{text.GetRawText()}}}""")],
        null or { ValueKind: JsonValueKind.Null } when PreviousResponseId is not null => [],
        _ => throw new ParameterException("input", "'input' must be a string, or an array."),
    };

    private JsonElement Resolve(JsonElement item)
    {
        if (TextOf(item, "type") != "item_reference")
        {
            return item;
        }

        var id = TextOf(item, "id");
        return Stored?.FindItem(id) ?? throw new ParameterException(
            "input", $"There is no item '{id}', or no longer. Send the item itself: SDKs do so with 'store' set to false.");
    }
}

internal sealed record ResponseTool(
    string Type, string? Name = null, string? Description = null, JsonElement? Parameters = null, bool? Strict = null)
{
    public AITool Declare() => Type == "function"
        ? Tools.Declare(Name ?? "", Description, Parameters, Strict)
        : throw new ParameterException("tools", $"This server has no tools of the type '{Type}'.");
}

internal sealed record ResponseText(JsonElement? Format = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; } // not init: the generated constructor would take it
}

internal sealed record ResponseReasoning(string? Effort = null);
