using System.Text.Json;

namespace Sse.Tool.Json;

/// <summary>A place in a JSON document, such as <c>.choices[0].delta.content</c>.</summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<JsonStep> _steps;

    private JsonPath(IReadOnlyList<JsonStep> steps) => _steps = steps;

    /// <exception cref="FormatException">It is no path; the message says where, and what was expected.</exception>
    public static JsonPath Parse(string text) => new(JsonPathReader.Read(text));

    /// <summary>What stands at this place; nothing if the document has no such place.</summary>
    public JsonElement? Find(JsonElement root)
    {
        foreach (var step in _steps)
        {
            if (step.Of(root) is not { } next)
            {
                return null;
            }

            root = next;
        }

        return root;
    }
}
