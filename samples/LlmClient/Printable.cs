namespace LlmClient;

/// <summary>What a server sends may hold control characters, which a terminal would obey.</summary>
internal static class Printable
{
    public static string Of(string text) => text.Any(IsHarmful) ? string.Concat(text.Select(c => IsHarmful(c) ? '\uFFFD' : c)) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
