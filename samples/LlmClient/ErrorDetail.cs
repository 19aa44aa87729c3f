using System.Text.Json;

namespace LlmClient;

/// <summary>
/// An error as an API describes it, in the body of an error response or in the middle of a stream: <c>{"error":{...}}</c>,
/// <c>{"error":"..."}</c>, <c>{"error":500}</c>, <c>{"errors":[...]}</c>, <c>{"type":"error",...}</c>, <c>{"object":"error",...}</c>, or
/// one of these in an array.
/// </summary>
internal sealed record ErrorDetail(string? Message, string? Type)
{
    /// <summary>Reads the data of an event that is an error, whatever its data is.</summary>
    public static ErrorDetail Read(string data)
    {
        try
        {
            var json = JsonSerializer.Deserialize(data, LlmJson.Default.JsonElement);
            return Find(json) ?? Of(json);
        }
        catch (JsonException)
        {
            return new(data.Length == 0 ? null : data, null);
        }
    }

    /// <returns><see langword="null"/> if the JSON does not describe an error.</returns>
    public static ErrorDetail? Find(string json) => Find(JsonSerializer.Deserialize(json, LlmJson.Default.JsonElement));

    /// <returns><see langword="null"/> if the data is no JSON, or does not describe an error.</returns>
    public static ErrorDetail? TryFind(string data)
    {
        try
        {
            return Find(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Find(string)"/>
    public static ErrorDetail? Find(JsonElement json)
    {
        if (json is { ValueKind: JsonValueKind.Array } && json.GetArrayLength() > 0)
        {
            return Find(json[0]);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return Reported("error") ?? Reported("errors") ?? (IsError("type") || IsError("object") ? Of(json) : null);

        // Some providers send null, false, 0, an empty text or an empty list with each event.
        ErrorDetail? Reported(string name) => !json.TryGetProperty(name, out var error) ? null : error.ValueKind switch
        {
            JsonValueKind.Object => Of(error),
            JsonValueKind.Array when error.GetArrayLength() > 0 => Of(error[0]),
            JsonValueKind.String when $"{error}".Length > 0 => Of(error),
            JsonValueKind.True => Of(json),
            JsonValueKind.Number when error.TryGetInt64(out var code) && code != 0 => Of(json),
            _ => null,
        };

        bool IsError(string name) =>
            json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals("error");
    }

    /// <summary>The error that a property of the JSON describes.</summary>
    /// <inheritdoc cref="Find(string)"/>
    public static ErrorDetail? FindIn(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var part) ? Find(part) : null;

    /// <summary>The error that JSON describes. If it has no message, the JSON is the message.</summary>
    public static ErrorDetail Of(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new(error.ValueKind == JsonValueKind.String ? error.GetString() : error.GetRawText(), null);
        }

        var type = Text("type");
        return Text("message") is { } message
            ? new(message, type is null or "error" ? Text("status") ?? Text("code") : type)
            : new(error.GetRawText(), null);

        string? Text(string name) =>
            error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? $"{value}"
                : null;
    }

    public override string ToString() => $"{Message ?? "an error without a reason"}{(Type is null ? "" : $" ({Type})")}";
}
