namespace StatusMonitor;

/// <summary>Shortens text from a server, and replaces control characters, since a terminal would execute them.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    public static string Of(string text)
    {
        var truncated = text.Length <= MaxLength ? text : text[..(MaxLength - 1)] + '…';
        return string.Concat(truncated.Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
