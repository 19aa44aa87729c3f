namespace Sse.Reactive;

/// <summary>The MIME type of a response (WHATWG Fetch, "extract a MIME type"; WHATWG MIME Sniffing, "parse a MIME type").</summary>
internal static class MimeType
{
    private const string HttpWhiteSpace = " \t\r\n"; // Unicode has more, such as U+00A0
    private const string TokenSymbols = "!#$%&'*+-.^_`|~";

    /// <param name="contentType">The values of all <c>Content-Type</c> headers, joined by commas.</param>
    /// <returns>
    /// Type and subtype of the last valid value, without parameters; <see langword="null"/> if no value is valid. Values that are invalid,
    /// or <c>*/*</c>, are skipped.
    /// </returns>
    public static string? Extract(string? contentType)
    {
        string? extracted = null;
        var rest = contentType.AsSpan();
        while (!rest.IsEmpty)
        {
            var value = rest[..LengthOfValue(rest)];
            rest = rest[Math.Min(value.Length + 1, rest.Length)..];
            if (TryParse(value, out var essence) && !essence.SequenceEqual("*/*".AsSpan()))
            {
                extracted = essence.ToString();
            }
        }

        return extracted;
    }

    /// <summary>The length up to a comma that is not quoted ("get, decode, and split").</summary>
    private static int LengthOfValue(ReadOnlySpan<char> values)
    {
        var isQuoted = false;
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case ',' when !isQuoted:
                    return i;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '\\' when isQuoted:
                    i++; // the next character is escaped
                    break;
            }
        }

        return values.Length;
    }

    private static bool TryParse(ReadOnlySpan<char> value, out ReadOnlySpan<char> essence)
    {
        var end = value.IndexOf(';');
        essence = (end < 0 ? value : value[..end]).Trim(HttpWhiteSpace.AsSpan());
        var slash = essence.IndexOf('/');
        return slash > 0 && IsToken(essence[..slash]) && slash + 1 < essence.Length && IsToken(essence[(slash + 1)..]);
    }

    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'))
                && !TokenSymbols.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
