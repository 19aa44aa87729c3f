using System.Text.Json;

namespace Sse.Tool;

/// <summary>Parses an event from a line of JSON: an object with <c>data</c> and, optionally, <c>type</c> and <c>id</c>.</summary>
internal static class NdjsonEvent
{
    private const string Expected = """an object such as {"type":"price","id":"42","data":"..."}; only data is required""";

    /// <exception cref="FormatException">The line is not such an object. The message says what was expected.</exception>
    public static SseEvent Parse(string line, string defaultType)
    {
        using var json = JsonText.TryParse(line) ?? throw new FormatException($"it is not JSON: expected {Expected}.");
        if (json.RootElement.ValueKind != JsonValueKind.Object || JsonText.Property(json.RootElement, "data") is not { } data)
        {
            throw new FormatException($"expected {Expected}.");
        }

        var id = Text(json.RootElement, "id", allowsNumber: true);
        var type = Text(json.RootElement, "type", allowsNumber: false);
        return new(JsonText.Value(data), string.IsNullOrEmpty(type) ? defaultType : type, id ?? "");
    }

    private static string? Text(JsonElement line, string name, bool allowsNumber)
    {
        if (JsonText.Property(line, name) is not { } value)
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => JsonText.Value(value),
            JsonValueKind.Number when allowsNumber => value.GetRawText(),
            _ => throw new FormatException($"its {name} is not a string: expected {Expected}."),
        };
    }
}
