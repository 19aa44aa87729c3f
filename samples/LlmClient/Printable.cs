namespace LlmClient;

/// <summary>Replaces control characters in text from a server, since a terminal would execute them.</summary>
internal static class Printable
{
    public static string Of(string text) => text.Any(IsUnsafe) ? string.Concat(text.Select(c => IsUnsafe(c) ? '\uFFFD' : c)) : text;

    private static bool IsUnsafe(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
