using System.Globalization;

namespace Sse.Reactive.DependencyInjection;

/// <summary>Parses configuration values, independent of the culture. An invalid value is <see langword="null"/>.</summary>
internal static class ValueParser
{
    /// <summary>Whether a named client can request the URL: http, https, or a scheme of service discovery, such as https+http.</summary>
    public static bool IsHttp(Uri uri) => uri.IsAbsoluteUri
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || RedactedUri.IsServiceDiscovery(uri));

    public static Uri? ParseUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsHttp(uri) ? uri : null;

    /// <summary>Parses an absolute URL, or one that is relative to a <c>BaseAddress</c> (RFC 3986, 4.2).</summary>
    public static Uri? ParseUrlOrReference(string text) =>
        ParseUrl(text)
        ?? (!text.Split('/', '?', '#')[0].Contains(':') && Uri.TryCreate(text, UriKind.Relative, out var reference) ? reference : null);

    /// <summary>Parses <c>[d.]hh:mm:ss[.fffffff]</c>. A plain number, which .NET reads as days, is invalid.</summary>
    public static TimeSpan? ParseTime(string text) =>
        text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null;

    public static int? ParseInteger(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? ParseBoolean(string text) => bool.TryParse(text, out var flag) ? flag : null;
}
