using System.Text.Json;

namespace Sse.Tool;

/// <summary>Errors that a server reports within a stream, in the forms of common APIs.</summary>
internal static class ServerError
{
    private const string Type = "error";

    /// <returns>What went wrong; <see langword="null"/> if the event does not report an error.</returns>
    public static string? Find(SseEvent e)
    {
        if (e.Type != Type && !e.Data.Contains(Type, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var json = JsonText.TryParseStructure(e.Data);
        return json is null ? (e.Type == Type ? e.Data : null) : Find(e, json.RootElement);
    }

    /// <summary>
    /// An event of type <c>error</c>; or an object with an <c>error</c> (also within <c>response</c>), or whose <c>type</c> or
    /// <c>object</c> is <c>error</c>, or <c>RUN_ERROR</c> (AG-UI), or with a <c>promptFeedback.blockReason</c> (Gemini); or an array whose
    /// first item is such an object.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="json">Its data.</param>
    public static string? Find(SseEvent e, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
        {
            return Find(e, json[0]);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return e.Type == Type ? JsonText.Value(json) : null;
        }

        var error = Found(json, "error") ?? Found(json, "response", "error") ?? Found(json, "promptFeedback", "blockReason");
        return error is { } found ? Describe(found)
            : e.Type == Type || Says("type") || Says("object") ? Describe(json)
            : null;

        bool Says(string name) => Found(json, name) is { ValueKind: JsonValueKind.String } value
            && JsonText.Value(value) is (Type or "RUN_ERROR");
    }

    private static string Describe(JsonElement error) =>
        JsonText.Value(Found(error, "message") ?? Found(error, "errorText") ?? error);

    /// <summary>A property that is an object or a text that is not empty.</summary>
    private static JsonElement? Found(JsonElement json, string name) =>
        new JsonPathSegment(name).Find(json) is { } value
        && (value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.String && JsonText.Value(value).Length > 0))
            ? value
            : null;

    private static JsonElement? Found(JsonElement json, string name, string inner) =>
        Found(json, name) is { ValueKind: JsonValueKind.Object } value ? Found(value, inner) : null;
}
