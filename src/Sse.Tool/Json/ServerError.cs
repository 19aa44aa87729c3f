using System.Text.Json;

namespace Sse.Tool;

/// <summary>Errors that a server reports within a stream, in the forms of common APIs.</summary>
internal static class ServerError
{
    private const string Error = "error";

    /// <summary>Finish reasons of an answer that was interrupted: OpenRouter's, vLLM's, DeepSeek's.</summary>
    private static readonly string[] Interruptions = [Error, "abort", "insufficient_system_resource"];

    private static readonly string[] Kinds = [Error, "RUN_ERROR", "abort", "response.failed", "response.cancelled"];

    /// <summary>Whether the type of an event, or of its JSON, says that it is an error.</summary>
    public static bool IsKind(string type) => Kinds.Contains(type, StringComparer.Ordinal);

    /// <summary>
    /// An event of such a type; or an object with an <c>error</c> or <c>errors</c>, whose <c>type</c> or <c>object</c> is such a type, or
    /// whose finish reason is an interruption, also within <c>response</c>, <c>delta</c>, <c>choices</c>, a <c>delta</c> of those, and
    /// <c>x_groq</c>; or whose <c>response</c> has failed or was cancelled; or with a <c>promptFeedback.blockReason</c> (Gemini); or
    /// problem details (RFC 9457); or an array whose first item is such an object.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="json">Its data; <see langword="null"/> if it is not JSON.</param>
    /// <param name="expected">Types that are no errors.</param>
    /// <returns>What went wrong; <see langword="null"/> if the event does not report an error.</returns>
    public static string? Find(SseEvent e, JsonElement? json, IReadOnlyCollection<string> expected)
    {
        var isError = IsKind(e.Type) && !expected.Contains(e.Type);
        if (json is not { } found)
        {
            return !isError ? null : e.Data.Length > 0 ? e.Data : $"event: {e.Type}, without data";
        }

        if (found.ValueKind == JsonValueKind.Array && found.GetArrayLength() > 0)
        {
            found = found[0];
        }

        return Find(found, expected) is { } error ? Describe(error)
            : isError ? Describe(found)
            : null;
    }

    private static JsonElement? Find(JsonElement json, IReadOnlyCollection<string> expected) =>
        Given(json, Error) ?? Given(json, "errors") ?? Given(Property(json, "promptFeedback"), "blockReason")
        ?? (IsUnexpected(json, "type", expected) || IsUnexpected(json, "object", expected) || HasFailed(json) || IsProblem(json)
            ? json
            : FindWithin(json, expected));

    private static JsonElement? FindWithin(JsonElement json, IReadOnlyCollection<string> expected)
    {
        var choices = Property(json, "choices") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;
        foreach (var part in choices.SelectMany(choice => new[] { choice, Property(choice, "delta") })
            .Append(Property(json, "response")).Append(Property(json, "delta")).Append(Property(json, "x_groq")))
        {
            if (part is { } found && (Given(found, Error) ?? (HasFailed(found) ? found : default(JsonElement?))) is { } error)
            {
                return error;
            }
        }

        return Property(json, "response") is { } response && Text(response, "status") is "failed" or "cancelled"
            && !expected.Contains($"response.{Text(response, "status")}") ? response : null;
    }

    private static bool IsUnexpected(JsonElement json, string name, IReadOnlyCollection<string> expected) =>
        Text(json, name) is var type && IsKind(type) && !expected.Contains(type);

    private static bool HasFailed(JsonElement json) =>
        Interruptions.Contains(Text(json, "finish_reason"), StringComparer.OrdinalIgnoreCase)
        || Interruptions.Contains(Text(json, "finishReason"), StringComparer.OrdinalIgnoreCase);

    /// <summary>Problem details: their <c>type</c> is a URI, unlike that of an event, and <c>status</c> is that of an error.</summary>
    private static bool IsProblem(JsonElement json) =>
        Text(json, "type").AsSpan().ContainsAny(':', '/') && Text(json, "title").Length > 0
        && Property(json, "status") is { ValueKind: JsonValueKind.Number } status && status.GetDouble() is >= 400 and < 600;

    private static string Describe(JsonElement error)
    {
        error = error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > 0 ? error[0] : error;
        return Text(error, "message") is { Length: > 0 } message ? message
            : Text(error, "errorText") is { Length: > 0 } text ? text
            : !IsProblem(error) ? JsonText.Value(error)
            : Text(error, "detail") is { Length: > 0 } detail ? detail
            : Text(error, "title");
    }

    /// <summary>
    /// A property that says something: an object, an array with items, or a text that is not empty. Of <c>true</c> and of a code, which is
    /// a whole number other than 0, what it belongs to.
    /// </summary>
    private static JsonElement? Given(JsonElement? json, string name) => Property(json, name) is not { } value
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.Object => value,
            JsonValueKind.Array when value.GetArrayLength() > 0 => value,
            JsonValueKind.String when JsonText.Value(value).Length > 0 => value,
            JsonValueKind.True => json,
            JsonValueKind.Number when value.TryGetInt64(out var code) && code != 0 => json,
            _ => null,
        };

    private static JsonElement? Property(JsonElement? json, string name) =>
        json is { } parent ? new JsonPathSegment(name).Find(parent) : null;

    private static string Text(JsonElement json, string name) =>
        Property(json, name) is { ValueKind: JsonValueKind.String } value ? JsonText.Value(value) : "";
}
