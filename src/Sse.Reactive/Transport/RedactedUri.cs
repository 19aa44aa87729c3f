namespace Sse.Reactive;

/// <summary>URLs as callers write them, and as messages may show them.</summary>
internal static class RedactedUri
{
    public static Uri Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            ? parsed
            : throw new ArgumentException($"'{Redact(uri)}' is no absolute URL. Write it whole, such as https://example.com/events.", nameof(uri));
    }

    public static void RequireHttp(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{Redact(uri.OriginalString)}' is no absolute http or https URL, which an event stream over HTTP needs.", nameof(uri));
        }
    }

    /// <summary>The place without user info and query: both may hold secrets.</summary>
    public static string Describe(Uri? uri) => uri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "the transport";

    /// <summary>The same for what is no URL. Where user info may hold <c>?</c> or <c>#</c>, or a query <c>@</c>, nobody can tell what is secret: nothing but the scheme.</summary>
    public static string Redact(string text)
    {
        var place = text.Split('?', '#')[0];
        if (text.LastIndexOf('@') > place.Length)
        {
            var scheme = place.IndexOf("://", StringComparison.Ordinal);
            return scheme > 0 ? place[..(scheme + 3)] + "…" : "…";
        }

        var userInfoEnd = place.LastIndexOf('@');
        var userInfoStart = place.IndexOf("//", StringComparison.Ordinal);
        return userInfoStart >= 0 && userInfoEnd > userInfoStart ? place[..(userInfoStart + 2)] + place[(userInfoEnd + 1)..] : place;
    }
}
