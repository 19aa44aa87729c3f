using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>
/// Settings of a request. The model is asked for those that an <see cref="IChatClient"/> knows; others that would change the answer are
/// refused.
/// </summary>
internal static class Settings
{
    /// <summary>The name of an effort that <see cref="ReasoningEffort"/> does not have.</summary>
    public const string EffortName = "reasoning_effort";

    /// <summary>Whether the model must keep to a schema.</summary>
    public const string StrictName = "strict";

    private const string Minimal = "minimal";

    /// <summary>Refuses settings that this server cannot honour.</summary>
    /// <param name="others">The properties of the request that this server does not know.</param>
    /// <param name="names">Those that would change the answer, unless they have the value that is the default anyway.</param>
    public static void RefuseAnyOf(IDictionary<string, JsonElement>? others, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (others?.TryGetValue(name, out var value) is true && !IsDefault(name, value))
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
        { } json => Tools.StringOf(json, "type", parameter) switch
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
        { ValueKind: JsonValueKind.String } text => [Tools.RequireUnicode(text, "stop").GetString()!],
        { ValueKind: JsonValueKind.Array } texts when texts.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String) =>
            [.. Tools.RequireUnicode(texts, "stop").EnumerateArray().Select(text => text.GetString()!)],
        _ => throw new ParameterException("stop", "'stop' must be a string, or an array of strings."),
    };

    /// <summary>How much the model thinks.</summary>
    /// <param name="effort">The setting.</param>
    /// <param name="parameter">The parameter of the request that has it.</param>
    public static ReasoningOptions? EffortOf(string? effort, string parameter) => effort is null or Minimal ? null : new()
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

    /// <summary>
    /// Settings that <see cref="ChatOptions"/> has no property for: whether the schema of the answer is strict, as the client of
    /// Microsoft.Extensions.AI for OpenAI reads it, and the effort that only OpenAI has.
    /// </summary>
    /// <param name="format">The form of the answer.</param>
    /// <param name="parameter">The parameter of the request that has it.</param>
    /// <param name="effort">How much the model thinks.</param>
    public static AdditionalPropertiesDictionary OthersOf(JsonElement? format, string parameter, string? effort)
    {
        var others = new AdditionalPropertiesDictionary();
        if (format is { ValueKind: JsonValueKind.Object } json && DetailsOf(json).TryGetProperty(StrictName, out var strict)
            && strict.ValueKind != JsonValueKind.Null)
        {
            others[StrictName] = strict.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? strict.GetBoolean()
                : throw new ParameterException(parameter, "'strict' must be true or false.");
        }

        if (effort == Minimal)
        {
            others[EffortName] = effort;
        }

        return others;
    }

    /// <summary>Checks the limit of an answer.</summary>
    public static int? RequireLimit(int? tokens, string name) =>
        tokens is null or > 0 ? tokens : throw new ParameterException(name, $"'{name}' must be at least 1.");

    /// <summary>Checks a number: JSON has some that no <see cref="float"/> can hold, such as 1e400.</summary>
    public static float? RequireFinite(float? number, string name) =>
        number is null || float.IsFinite(number.Value) ? number : throw new ParameterException(name, $"'{name}' is too large.");

    private static ChatResponseFormatJson SchemaOf(JsonElement details, string parameter) =>
        details.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
            ? ChatResponseFormat.ForJsonSchema(
                Tools.RequireUnicode(schema, parameter),
                Tools.StringOf(Tools.RequireUnicode(details, parameter), "name", parameter),
                details.TryGetProperty("description", out _) ? Tools.StringOf(details, "description", parameter) : null)
            : throw new ParameterException(parameter, "A format 'json_schema' must have a 'schema', an object.");

    /// <summary>Chat completions have the schema in an object of its own.</summary>
    private static JsonElement DetailsOf(JsonElement format) =>
        format.TryGetProperty("json_schema", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : format;

    private static bool IsText(JsonElement json, string name, string text) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    /// <summary>Whether a setting is null, false, empty, disabled, or spells out its default.</summary>
    private static bool IsDefault(string name, JsonElement value) => (name, value.ValueKind) switch
    {
        (_, JsonValueKind.Null or JsonValueKind.False) => true,
        ("web_search_options", _) => false, // an empty object asks for a search
        ("top_logprobs", JsonValueKind.Number) => value.GetDouble() == 0,
        ("verbosity", JsonValueKind.String) => value.ValueEquals("medium"),
        ("function_call", JsonValueKind.String) => value.ValueEquals("auto") || value.ValueEquals("none"),
        (_, JsonValueKind.Array) => value.GetArrayLength() == 0,
        (_, JsonValueKind.Object) => !value.EnumerateObject().Any() || IsText(value, "type", "disabled"),
        _ => false,
    };
}
