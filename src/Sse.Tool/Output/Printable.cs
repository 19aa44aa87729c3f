using System.Globalization;
using System.Text;

namespace Sse.Tool;

/// <summary>
/// Makes text from a server safe for a terminal: replaces control characters, which a terminal would execute, and characters that change or
/// hide other text, such as marks of the text direction and invisible tags, with U+FFFD.
/// </summary>
internal static class Printable
{
    /// <summary>Text for one line: replaces line breaks and tabs too.</summary>
    public static string Line(string text) => Replace(text, IsPrintable);

    /// <summary>Text that may contain line breaks and tabs.</summary>
    public static string Lines(string text) => Replace(text, static rune => rune.Value is '\n' or '\t' || IsPrintable(rune));

    /// <summary>Text for one line, of at most this many characters.</summary>
    public static string Truncated(string text, int maxLength) =>
        Line(text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength - 1), "…"));

    private static string Replace(string text, Predicate<Rune> isAllowed)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(isAllowed(rune) ? rune : Rune.ReplacementChar);
        }

        return result.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => IsJoiner(rune) || IsVisibleFormat(rune),
        _ => rune.Value is not (>= 0xE0100 and <= 0xE01EF), // variation selectors without a use in terminals, which can hide text
    };

    /// <summary>Needed by emoji sequences and by the scripts of Persian and India.</summary>
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>The signs that Unicode's Prepended_Concatenation_Mark lists: of category Format, but with a shape.</summary>
    private static bool IsVisibleFormat(Rune rune) =>
        rune.Value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;
}
