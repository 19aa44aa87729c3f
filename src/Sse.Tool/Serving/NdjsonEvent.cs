using System.Text.Json;
using Sse.Tool.Json;

namespace Sse.Tool.Serving;

/// <summary>An event as a line of JSON: an object with <c>data</c>, and where wanted <c>type</c> and <c>id</c>.</summary>
internal static class NdjsonEvent
{
    public const string Expected = """an object such as {"type":"price","id":"42","data":"..."}, of which only data is needed""";

    /// <exception cref="FormatException">It is none; the message says what was expected.</exception>
    public static SseEvent Parse(string line, string defaultType)
    {
        using var json = JsonText.TryParse(line) ?? throw new FormatException($"it is no JSON: expected {Expected}.");
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("data", out var data))
        {
            throw new FormatException($"expected {Expected}.");
        }

        var id = Text(json.RootElement, "id", isNumberToo: true);
        var type = Text(json.RootElement, "type", isNumberToo: false);
        return new(JsonText.Value(data), string.IsNullOrEmpty(type) ? defaultType : type, id ?? "");
    }

    private static string? Text(JsonElement line, string name, bool isNumberToo) => !line.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => JsonText.Value(value),
        JsonValueKind.Number when isNumberToo => value.GetRawText(),
        _ => throw new FormatException($"its {name} is no text: expected {Expected}."),
    };
}
