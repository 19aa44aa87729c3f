using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>
/// Settings of a request. The model is asked for those that an <see cref="IChatClient"/> knows; others that would change the answer are
/// refused.
/// </summary>
internal static class Settings
{
    /// <summary>Refuses settings that this server cannot honour.</summary>
    /// <param name="others">The properties of the request that this server does not know.</param>
    /// <param name="names">Those that would change the answer, unless they are null, false, empty or disabled.</param>
    public static void RefuseAnyOf(IDictionary<string, JsonElement>? others, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (others?.TryGetValue(name, out var value) is true && !IsNothing(value))
            {
                throw new ParameterException(name, $"This server does not support '{name}'.");
            }
        }
    }

    /// <summary>The form of the answer: text, any JSON, or JSON with a schema.</summary>
    /// <param name="format">The setting.</param>
    /// <param name="parameter">The parameter of the request that has it.</param>
    public static ChatResponseFormat? FormatOf(JsonElement? format, string parameter) => format switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { } json => Tools.StringOf(json, "type") switch
        {
            "text" => null,
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => SchemaOf(DetailsOf(json), parameter),
            var type => throw new ParameterException(parameter, $"This server does not support the format '{type}'."),
        },
    };

    /// <summary>The texts at which the model stops: one, or an array of them.</summary>
    public static IList<string>? StopOf(JsonElement? stop) => stop switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } texts when texts.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String) =>
            [.. texts.EnumerateArray().Select(text => text.GetString()!)],
        _ => throw new JsonException("'stop' must be a string, or an array of strings."),
    };

    /// <summary>How much the model thinks.</summary>
    /// <param name="effort">The setting.</param>
    /// <param name="parameter">The parameter of the request that has it.</param>
    public static ReasoningOptions? EffortOf(string? effort, string parameter) => effort is null ? null : new()
    {
        Effort = effort switch
        {
            "none" => ReasoningEffort.None,
            "low" => ReasoningEffort.Low,
            "medium" => ReasoningEffort.Medium,
            "high" => ReasoningEffort.High,
            "xhigh" => ReasoningEffort.ExtraHigh,
            _ => throw new ParameterException(parameter, $"This server does not support the effort '{effort}'."),
        },
    };

    /// <summary>Whether the schema of the answer is strict, as the client of Microsoft.Extensions.AI for OpenAI reads it.</summary>
    public static AdditionalPropertiesDictionary? StrictOf(JsonElement? format) =>
        format is { ValueKind: JsonValueKind.Object } json
        && DetailsOf(json).TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.True
            ? new() { ["strict"] = true }
            : null;

    private static ChatResponseFormatJson SchemaOf(JsonElement details, string parameter) =>
        details.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
            ? ChatResponseFormat.ForJsonSchema(
                Tools.RequireUnicode(schema),
                Tools.StringOf(details, "name"),
                details.TryGetProperty("description", out _) ? Tools.StringOf(details, "description") : null)
            : throw new ParameterException(parameter, "A format 'json_schema' must have a 'schema', an object.");

    /// <summary>Chat completions have the schema in an object of its own.</summary>
    private static JsonElement DetailsOf(JsonElement format) =>
        format.TryGetProperty("json_schema", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : format;

    private static bool IsText(JsonElement json, string name, string text) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any() || IsText(value, "type", "disabled"),
        _ => false,
    };
}
