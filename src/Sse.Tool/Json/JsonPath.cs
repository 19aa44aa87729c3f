using System.Text.Json;

namespace Sse.Tool;

/// <summary>A path to values in a JSON document, such as <c>.choices[0].delta.content</c>.</summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathSegment> _segments;

    private JsonPath(IReadOnlyList<JsonPathSegment> segments) => _segments = segments;

    /// <summary>Whether this is the whole document.</summary>
    public bool IsRoot => _segments.Count == 0;

    /// <exception cref="FormatException">The text is not a valid path. The message names the position and what was expected
    /// there.</exception>
    public static JsonPath Parse(string text) => new(JsonPathParser.Parse(text));

    /// <summary>The values at this path. Only <c>[]</c>, all items of an array, leads to more than one.</summary>
    public IEnumerable<JsonElement> FindAll(JsonElement root) => _segments.Aggregate<JsonPathSegment, IEnumerable<JsonElement>>(
        [root], (found, segment) => found.SelectMany(segment.FindAll));

    /// <summary>Whether the document has the first step of this path.</summary>
    public bool BeginsIn(JsonElement root) => IsRoot || _segments[0].FindAll(root).Any();

    /// <summary>Whether the data of an event has a value at this path that is neither <c>null</c> nor an empty text.</summary>
    public bool IsIn(SseEvent e)
    {
        using var json = JsonText.TryParse(e.Data);
        return json is not null && FindAll(json.RootElement)
            .Any(value => value.ValueKind != JsonValueKind.Null && JsonText.Value(value).Length > 0);
    }

    /// <summary>The first value at this path; <see langword="null"/> if the document has no such path.</summary>
    public JsonElement? Find(JsonElement root) => FindAll(root).Select(value => (JsonElement?)value).FirstOrDefault();
}
