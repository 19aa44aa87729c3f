using System.Globalization;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Text as the configuration has it, and as messages may show it.</summary>
internal static class Text
{
    private const int LongestShown = 60;

    public static bool IsHttp(Uri uri) => uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    public static Uri? ToUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsHttp(uri) ? uri : null;

    /// <summary><c>hh:mm:ss</c>, with days before and fractions after. A number alone, which .NET takes for days, is none.</summary>
    public static TimeSpan? ToTime(string text) =>
        text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null;

    public static int? ToNumber(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double? ToFraction(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? ToFlag(string text) => bool.TryParse(text, out var flag) ? flag : null;

    /// <summary>One line, and not too long a one.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Take(LongestShown).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return text.Length > LongestShown ? line + "…" : line;
    }

    /// <summary>Without what may be secret: user info and query.</summary>
    public static string ShownUrl(string text)
    {
        var place = RedactedUri.Redact(text);
        return Shown(place.Substring(place.LastIndexOf('@') + 1));
    }
}
