namespace Sse.Reactive.DependencyInjection;

/// <summary>Formats configuration values for messages.</summary>
internal static class DisplayText
{
    private const int MaxLength = 60;

    /// <summary>One line of at most 60 characters.</summary>
    public static string Of(string text)
    {
        var line = string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return text.Length > MaxLength ? line + "…" : line;
    }

    /// <summary>A URL without user info and query, which may be secret.</summary>
    public static string OfUrl(string text)
    {
        var redacted = RedactedUri.Redact(text);
        return Of(redacted.Substring(redacted.LastIndexOf('@') + 1));
    }
}
