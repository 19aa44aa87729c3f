using System.Text.Json;

namespace Sse.Tool;

/// <content>Filters.</content>
internal static partial class JsonPathParser
{
    private const string FilterExample = "?@.name == VALUE or ?@.name != VALUE";

    /// <param name="text">The path.</param>
    /// <param name="position">That of the question mark.</param>
    /// <param name="next">Where the next segment begins.</param>
    private static JsonPathSegment Filter(string text, int position, out int next)
    {
        position = Expect(text, SkipSpaces(text, position + 1), "@");
        position = Expect(text, position, ".") - 1;
        var name = Property(text, ref position).Name!;
        position = SkipSpaces(text, position);
        var isEqual = CharAt(text, position) != '!';
        var start = SkipSpaces(text, Expect(text, position, isEqual ? "==" : "!="));
        var end = CharAt(text, start) == '"' ? EndOfName(text, start) : start;
        while (CharAt(text, end) is not (']' or ' ' or '\0'))
        {
            end++;
        }

        next = Closing(text, SkipSpaces(text, end));
        return new(null, Filter: new(name, isEqual, Scalar(text, start, end)));
    }

    private static int SkipSpaces(string text, int position)
    {
        while (CharAt(text, position) == ' ')
        {
            position++;
        }

        return position;
    }

    private static int Expect(string text, int position, string expected) =>
        string.CompareOrdinal(text, position, expected, 0, expected.Length) == 0
            ? position + expected.Length
            : throw InvalidPath(text, position, $"'{expected}', as in {FilterExample},");

    private static JsonElement Scalar(string text, int start, int end)
    {
        using var json = JsonText.TryParse(text[Math.Min(start, text.Length)..Math.Min(end, text.Length)]);
        return json?.RootElement is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } value
            ? value.Clone()
            : throw InvalidPath(text, start, "a string in double quotes, a number, true, false or null");
    }
}
