using System.Text;

namespace Sse.Fuzz.Tests;

/// <summary>
/// "Extract a MIME type" and "get, decode, and split" of WHATWG Fetch, and "parse a MIME type" of WHATWG MIME Sniffing, step by step.
/// </summary>
internal static class ReferenceMimeType
{
    private const string HttpWhiteSpace = "\n\r\t ";
    private const string TokenSymbols = "!#$%&'*+-.^_`|~";

    public static string? Extract(string header)
    {
        string? essence = null;
        foreach (var value in Split(header))
        {
            if (Parse(value) is { } parsed && parsed != "*/*")
            {
                essence = parsed;
            }
        }

        return essence;
    }

    private static List<string> Split(string input)
    {
        var (values, value, at) = (new List<string>(), new StringBuilder(), 0);
        while (true)
        {
            value.Append(Collect(input, ref at, c => c is not ('"' or ',')));
            if (at < input.Length && input[at] == '"')
            {
                value.Append(QuotedString(input, ref at));
                if (at < input.Length)
                {
                    continue;
                }
            }

            values.Add(value.ToString().Trim('\t', ' '));
            value.Clear();
            if (at >= input.Length)
            {
                return values;
            }

            at++; // the comma
        }
    }

    private static string QuotedString(string input, ref int at)
    {
        var start = at++;
        while (true)
        {
            Collect(input, ref at, c => c is not ('"' or '\\'));
            if (at >= input.Length || input[at++] == '"')
            {
                return input[start..at];
            }

            at = Math.Min(at + 1, input.Length); // what follows the backslash
        }
    }

    private static string? Parse(string text)
    {
        var (input, at) = (text.Trim([.. HttpWhiteSpace]), 0);
        var type = Collect(input, ref at, c => c != '/');
        if (!IsToken(type) || at++ >= input.Length)
        {
            return null;
        }

        var subtype = Collect(input, ref at, c => c != ';').TrimEnd([.. HttpWhiteSpace]);
        return IsToken(subtype) ? $"{type}/{subtype}".ToLowerInvariant() : null;
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || TokenSymbols.Contains(c, StringComparison.Ordinal));

    private static string Collect(string input, ref int at, Func<char, bool> condition)
    {
        var start = at;
        while (at < input.Length && condition(input[at]))
        {
            at++;
        }

        return input[start..at];
    }
}
