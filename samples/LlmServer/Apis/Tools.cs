using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>Tools and texts, which all APIs have in different shapes.</summary>
internal static class Tools
{
    private static readonly JsonTypeInfo<IDictionary<string, object?>> ArgumentsType =
        (JsonTypeInfo<IDictionary<string, object?>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>));

    /// <summary>A tool of the caller, which runs it.</summary>
    public static AITool Declare(string name, string? description, JsonElement? schema, bool? strict) => schema switch
    {
        _ when name.Length == 0 => throw new ParameterException("tools", "The name of a tool must not be empty."),
        null => new DeclaredTool(name, description, JsonElement.Parse("{}"), strict),
        { ValueKind: JsonValueKind.Object } json => new DeclaredTool(name, description, RequireUnicode(json, "tools"), strict),
        _ => throw new ParameterException("tools", $"The parameters of the tool '{name}' must be a JSON schema, an object."),
    };

    /// <summary>The arguments of a call, as a JSON object in a string.</summary>
    public static string ArgumentsOf(FunctionCallContent call) => LlmServerJson.Write(InputOf(call));

    public static JsonNode InputOf(FunctionCallContent call) =>
        JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>(), ArgumentsType)!;

    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        try
        {
            return new(id, name, JsonSerializer.Deserialize(arguments, ArgumentsType));
        }
        catch (JsonException)
        {
            throw new JsonException($"The arguments of the call of '{name}' must be a JSON object.");
        }
    }

    /// <summary>The text of a message: a string, or an array of parts, of which those with a text are used. Null is empty.</summary>
    /// <param name="content">The text.</param>
    /// <param name="parameter">The parameter of the request that has it.</param>
    public static string TextOf(JsonElement? content, string parameter = "messages") => content switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => PartOf(part, parameter))),
        _ => throw new JsonException($"'{parameter}' has a content that is neither a string nor an array of parts."),
    };

    /// <summary>The text of a part. Thoughts have none. Others, such as images, are refused: the model would not see them.</summary>
    public static string PartOf(JsonElement part, string parameter = "messages") =>
        part.ValueKind != JsonValueKind.Object ? throw new JsonException("A part of a content must be an object.")
        : part.TryGetProperty("text", out _) ? StringOf(part, "text")
        : StringOf(part, "type") switch
        {
            "text" or "input_text" or "output_text" => StringOf(part, "text"), // it has none: the message says so
            "refusal" => StringOf(part, "refusal"),
            "thinking" or "redacted_thinking" => "",
            var type => throw new ParameterException(parameter, $"This server reads text alone, no part of the type '{type}'."),
        };

    /// <summary>Whether the model calls tools: a word, or an object that has it, or one that names the tool.</summary>
    /// <param name="choice">The setting.</param>
    /// <param name="tools">The tools that are offered.</param>
    public static ChatToolMode? ModeOf(JsonElement? choice, IEnumerable<AITool> tools)
    {
        var mode = choice switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } word => ModeOf(word.GetString()!, default),
            { ValueKind: JsonValueKind.Object } json => ModeOf(StringOf(json, "type", "tool_choice"), json),
            _ => throw new ParameterException("tool_choice", "'tool_choice' must be a string, or an object."),
        };
        return mode is not RequiredChatToolMode required
            || tools.Any(tool => required.RequiredFunctionName is not { } name || tool.Name == name)
            ? mode
            : throw new ParameterException("tool_choice", "'tool_choice' requires a tool that is not among 'tools'.");
    }

    private static ChatToolMode? ModeOf(string mode, JsonElement json) => mode switch
    {
        "auto" => null,
        "none" => ChatToolMode.None,
        "required" or "any" => ChatToolMode.RequireAny,
        "function" or "tool" => ChatToolMode.RequireSpecific(StringOf(
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty("function", out var function) ? function : json,
            "name",
            "tool_choice")),
        _ => throw new ParameterException("tool_choice", "'tool_choice' must be 'auto', 'none', 'required', or name a tool."),
    };

    /// <summary>Whether the model may call several tools at once: Anthropic's API has it in the choice of the tool.</summary>
    public static bool? IsParallel(JsonElement? choice) =>
        choice is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("disable_parallel_tool_use", out var isDisabled)
            ? null
            : isDisabled.ValueKind switch
            {
                JsonValueKind.True => false,
                JsonValueKind.False => true,
                JsonValueKind.Null => null,
                _ => throw new ParameterException("tool_choice", "'disable_parallel_tool_use' must be true or false."),
            };

    /// <summary>A string within a parameter of the request. The name of that is needed outside of messages.</summary>
    public static string StringOf(JsonElement json, string name, string? parameter = null) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"'{(parameter is null ? name : $"{parameter}.{name}")}' must be a string.", parameter, null, null);

    public static ChatRole RoleOf(string role) => role switch
    {
        "developer" or "system" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        "tool" => ChatRole.Tool,
        _ => throw new JsonException("'role' must be 'system', 'developer', 'user', 'assistant' or 'tool'."),
    };

    /// <summary>The items of an array, none of which may be null. An array that may be left out is then empty.</summary>
    public static IEnumerable<T> Items<T>(this T[]? items, string name)
        where T : class
        => (items ?? []).Select(item => item ?? throw new JsonException($"An item of '{name}' is null.", name, null, null));

    /// <summary>Reads each text, so that half a surrogate pair is refused here, and not where the model reads it.</summary>
    public static JsonElement RequireUnicode(JsonElement json, string parameter)
    {
        try
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(json));
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }
        }
        catch (InvalidOperationException)
        {
            throw new ParameterException(parameter, $"'{parameter}' has text that is not Unicode.");
        }

        return json;
    }

    /// <param name="name">The name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="schema">The JSON schema of its arguments.</param>
    /// <param name="strict">Whether the model must keep to the schema.</param>
    private sealed class DeclaredTool(string name, string? description, JsonElement schema, bool? strict) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => description ?? "";

        public override JsonElement JsonSchema => schema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            strict is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { [Settings.StrictName] = strict };
    }
}
