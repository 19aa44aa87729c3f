namespace Sse.Reactive;

/// <summary>Parses URLs, and removes secrets from URLs in messages.</summary>
internal static class RedactedUri
{
    /// <summary>Parses an absolute URL, or one that is relative to a client's <c>BaseAddress</c>.</summary>
    public static Uri Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);

        // On Unix, "/events" is an absolute path of a file.
        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && uri[0] != '/' ? parsed
            : !uri.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(uri, UriKind.Relative, out parsed) ? parsed
            : throw new ArgumentException($"'{Redact(uri)}' is not an absolute URL such as https://example.com/events.", nameof(uri));
    }

    /// <summary>Whether a URL has one of the schemes of .NET's service discovery, which a message handler resolves.</summary>
    public static bool IsServiceDiscovery(Uri uri) => uri.IsAbsoluteUri && uri.Scheme is "https+http" or "http+https";

    public static void RequireHttp(Uri uri, string parameter = "uri", bool allowsServiceDiscovery = false)
    {
        ArgumentNullException.ThrowIfNull(uri, parameter);
        if (IsServiceDiscovery(uri))
        {
            if (!allowsServiceDiscovery)
            {
                throw new ArgumentException(
                    $"'{Redact(uri.OriginalString)}' needs service discovery, which the built-in HttpClient does not have. Use a named "
                    + "client with HttpClient.AddServiceDiscovery(), or set SseOptions.HttpClient.",
                    parameter);
            }
        }
        else if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{Redact(uri.OriginalString)}' is not an absolute http or https URL.", parameter);
        }
    }

    /// <summary>The URL without user info and query, which may contain secrets.</summary>
    public static string Describe(Uri? uri) =>
        uri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? "the transport";

    /// <summary>
    /// The same for text that is not a URL. If an <c>@</c> follows a <c>?</c> or <c>#</c>, the secret part is unknown, and only the scheme
    /// is kept.
    /// </summary>
    public static string Redact(string text)
    {
        var address = text.Split('?', '#')[0];
        if (text.LastIndexOf('@') > address.Length)
        {
            var scheme = address.IndexOf("://", StringComparison.Ordinal);
            return scheme > 0 ? address[..(scheme + 3)] + "…" : "…";
        }

        var userInfoEnd = address.LastIndexOf('@');
        var userInfoStart = address.IndexOf("//", StringComparison.Ordinal);
        return userInfoStart >= 0 && userInfoEnd > userInfoStart ? address[..(userInfoStart + 2)] + address[(userInfoEnd + 1)..] : address;
    }
}
