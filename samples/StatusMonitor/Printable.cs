namespace StatusMonitor;

/// <summary>What a server sends may hold control characters, which a terminal would obey, and be of any length.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    public static string Of(string text)
    {
        var shown = text.Length <= MaxLength ? text : text[..(MaxLength - 1)] + '…';
        return string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
