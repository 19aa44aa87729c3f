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

    public static AITool Declare(string name, string? description, JsonElement? schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, schema ?? JsonElement.Parse("{}"));

    /// <summary>The arguments of a call, as a JSON object in a string.</summary>
    public static string ArgumentsOf(FunctionCallContent call) =>
        JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), ArgumentsType);

    public static JsonNode InputOf(FunctionCallContent call) => JsonNode.Parse(ArgumentsOf(call))!;

    public static FunctionCallContent Call(string id, string name, string arguments) =>
        new(id, name, JsonSerializer.Deserialize(arguments, ArgumentsType));

    /// <summary>The text of a message: a string, or an array of parts, of which those with a text count.</summary>
    public static string TextOf(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        { ValueKind: JsonValueKind.Object } json => json.GetRawText(),
        _ => "",
    };

    public static ChatRole RoleOf(string role) => role == "developer" ? ChatRole.System : new(role);
}
