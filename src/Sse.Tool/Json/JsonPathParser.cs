using System.Globalization;
using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// Parses paths: <c>.</c> is the whole document, <c>.name</c> and <c>["any name"]</c> are properties, <c>[0]</c> and <c>[-1]</c> are array
/// items, <c>[]</c> is all of them, and <c>[?@.name != true]</c> those that a filter selects, as in RFC 9535.
/// </summary>
internal static partial class JsonPathParser
{
    private const string Example = ".choices[0].delta.content";

    public static IReadOnlyList<JsonPathSegment> Parse(string text)
    {
        var segments = new List<JsonPathSegment>();
        if (text == ".")
        {
            return segments;
        }

        var position = 0; // .[0] is valid, as in jq
        do
        {
            segments.Add(CharAt(text, position) switch
            {
                '.' when CharAt(text, position + 1) == '[' && position == 0 => Bracket(text, position += 1, out position),
                '.' => Property(text, ref position),
                '[' => Bracket(text, position, out position),
                _ => throw InvalidPath(text, position, "'.' or '['"),
            });
        }
        while (position < text.Length);
        return segments;
    }

    private static JsonPathSegment Property(string text, ref int position)
    {
        var start = ++position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '-' or '$' or '@'))
        {
            position++;
        }

        return position > start
            ? new(text[start..position])
            : throw InvalidPath(text, position, "a property name (write other names as [\"any name\"])");
    }

    private static JsonPathSegment Bracket(string text, int position, out int next)
    {
        var start = position + 1;
        if (CharAt(text, start) == '"')
        {
            var end = EndOfName(text, start);
            next = Closing(text, end);
            return new(Unquoted(text, start, Math.Min(end, text.Length)));
        }

        if (CharAt(text, start) == '?')
        {
            return Filter(text, start, out next);
        }

        if (CharAt(text, start) == ']')
        {
            next = start + 1;
            return new(null, IsEach: true);
        }

        var digits = start;
        while (char.IsAsciiDigit(CharAt(text, digits)) || (digits == start && CharAt(text, digits) == '-'))
        {
            digits++;
        }

        var number = text.AsSpan(Math.Min(start, text.Length)..Math.Min(digits, text.Length));
        if (!int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            throw InvalidPath(text, start, "a number or a name in double quotes");
        }

        next = Closing(text, digits);
        return new(null, index);
    }

    /// <summary>The position after the closing quote of a name, or after the end of the text if there is none.</summary>
    private static int EndOfName(string text, int start)
    {
        var end = start + 1;
        while (CharAt(text, end) is not ('"' or '\0'))
        {
            end += CharAt(text, end) == '\\' ? 2 : 1;
        }

        return end + 1;
    }

    private static int Closing(string text, int position) =>
        CharAt(text, position) == ']' ? position + 1 : throw InvalidPath(text, position, "']'");

    private static string Unquoted(string text, int start, int end)
    {
        try
        {
            using var name = JsonDocument.Parse(text.AsMemory(start, end - start));
            return name.RootElement.GetString()!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw InvalidPath(text, start, "a name in double quotes with JSON escapes");
        }
    }

    private static char CharAt(string text, int position) => position < text.Length ? text[position] : '\0';

    private static FormatException InvalidPath(string text, int position, string expected) => new(
        position < text.Length
            ? $"'{text}' is not a valid path: expected {expected} at character {position + 1}, found '{text[position]}'. Example: {Example}"
            : $"'{text}' is not a valid path: expected {expected} at the end. Example: {Example}");
}
