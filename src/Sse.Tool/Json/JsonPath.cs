using System.Text.Json;

namespace Sse.Tool;

/// <summary>A path to a value in a JSON document, such as <c>.choices[0].delta.content</c>.</summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathSegment> _segments;

    private JsonPath(IReadOnlyList<JsonPathSegment> segments) => _segments = segments;

    /// <exception cref="FormatException">The text is not a valid path. The message names the position and what was expected
    /// there.</exception>
    public static JsonPath Parse(string text) => new(JsonPathParser.Parse(text));

    /// <summary>The value at this path; <see langword="null"/> if the document has no such path.</summary>
    public JsonElement? Find(JsonElement root)
    {
        foreach (var segment in _segments)
        {
            if (segment.Find(root) is not { } next)
            {
                return null;
            }

            root = next;
        }

        return root;
    }
}
