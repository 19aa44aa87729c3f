using System.Globalization;
using System.Text.Json;

namespace Sse.Tool.Json;

/// <summary>
/// Reads a path: <c>.</c> is the whole; <c>.name</c> and <c>["any name"]</c> are properties; <c>[0]</c> and <c>[-1]</c> are items.
/// </summary>
internal static class JsonPathReader
{
    public static IReadOnlyList<JsonStep> Read(string text)
    {
        var steps = new List<JsonStep>();
        if (text == ".")
        {
            return steps;
        }

        var position = 0;
        do
        {
            steps.Add(At(text, position) switch
            {
                '.' when At(text, position + 1) == '[' && position == 0 => Bracket(text, position += 1, out position), // .[0], as in jq
                '.' => Property(text, ref position),
                '[' => Bracket(text, position, out position),
                _ => throw Bad(text, position, "'.' or '['"),
            });
        }
        while (position < text.Length);
        return steps;
    }

    private static JsonStep Property(string text, ref int position)
    {
        var start = ++position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '-' or '$' or '@'))
        {
            position++;
        }

        return position > start ? new(text[start..position]) : throw Bad(text, position, "a property's name (other names as [\"any name\"])");
    }

    private static JsonStep Bracket(string text, int position, out int next)
    {
        var start = position + 1;
        if (At(text, start) == '"')
        {
            var end = start + 1;
            while (At(text, end) is not ('"' or '\0'))
            {
                end += At(text, end) == '\\' ? 2 : 1;
            }

            next = Closing(text, end + 1);
            return new(Unquoted(text, start, Math.Min(end + 1, text.Length)));
        }

        var digits = start;
        while (char.IsAsciiDigit(At(text, digits)) || (digits == start && At(text, digits) == '-'))
        {
            digits++;
        }

        if (!int.TryParse(text.AsSpan(Math.Min(start, text.Length)..Math.Min(digits, text.Length)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            throw Bad(text, start, "a number or a name in double quotes");
        }

        next = Closing(text, digits);
        return new(null, index);
    }

    private static int Closing(string text, int position) => At(text, position) == ']' ? position + 1 : throw Bad(text, position, "']'");

    private static string Unquoted(string text, int start, int end)
    {
        try
        {
            using var name = JsonDocument.Parse(text.AsMemory(start, end - start));
            return name.RootElement.GetString()!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(text, start, "a name in double quotes, as JSON writes it");
        }
    }

    private static char At(string text, int position) => position < text.Length ? text[position] : '\0';

    private static FormatException Bad(string text, int position, string expected) => new(
        position < text.Length
            ? $"'{text}' is no path: at character {position + 1}, '{text[position]}', expected {expected}. A path is such as .choices[0].delta.content"
            : $"'{text}' is no path: at its end, expected {expected}. A path is such as .choices[0].delta.content");
}
