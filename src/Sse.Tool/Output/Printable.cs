namespace Sse.Tool.Output;

/// <summary>
/// What a server sends may hold control characters, which a terminal would obey, and marks that turn the direction of text around. U+FFFD stands in their place.
/// </summary>
internal static class Printable
{
    private const char Replacement = '\uFFFD';

    /// <summary>Text for one line: line breaks and tabs count as control characters too.</summary>
    public static string Line(string text) => Of(text, static c => IsHarmless(c));

    /// <summary>Text that may have several lines, and tabs.</summary>
    public static string Lines(string text) => Of(text, static c => c is '\n' or '\t' || IsHarmless(c));

    /// <summary>Text for one line, of at most so many characters.</summary>
    public static string Short(string text, int length) => Line(text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…"));

    private static string Of(string text, Predicate<char> isHarmless)
    {
        foreach (var c in text)
        {
            if (!isHarmless(c))
            {
                return string.Concat(text.Select(c => isHarmless(c) ? c : Replacement));
            }
        }

        return text;
    }

    private static bool IsHarmless(char c) => !char.IsControl(c)
        && c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u2028' or '\u2029');
}
