namespace Sse.Tool;

/// <summary>
/// Makes text from a server safe for a terminal: replaces control characters, which a terminal would execute, and marks that reverse the
/// text direction with U+FFFD.
/// </summary>
internal static class Printable
{
    private const char Replacement = '\uFFFD';

    /// <summary>Text for one line: replaces line breaks and tabs too.</summary>
    public static string Line(string text) => Replace(text, static c => IsPrintable(c));

    /// <summary>Text that may contain line breaks and tabs.</summary>
    public static string Lines(string text) => Replace(text, static c => c is '\n' or '\t' || IsPrintable(c));

    /// <summary>Text for one line, of at most this many characters.</summary>
    public static string Truncated(string text, int maxLength) =>
        Line(text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength - 1), "…"));

    private static string Replace(string text, Predicate<char> isAllowed)
    {
        foreach (var c in text)
        {
            if (!isAllowed(c))
            {
                return string.Concat(text.Select(c => isAllowed(c) ? c : Replacement));
            }
        }

        return text;
    }

    private static bool IsPrintable(char c) => !char.IsControl(c)
        && c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u2028' or '\u2029');
}
