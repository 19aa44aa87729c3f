namespace Sse.Reactive;

/// <summary>An environment variable that names a proxy: <c>[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]</c>.</summary>
internal sealed class ProxySetting
{
    private const int SocksPort = 1080;

    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = 80,
        ["https"] = 443,
        ["socks4"] = SocksPort,
        ["socks4a"] = SocksPort,
        ["socks5"] = SocksPort,
        ["socks5h"] = SocksPort,
    };

    public ProxySetting(string variable, string text)
    {
        Proxy = Parse(text.Trim(), out var isPlain);
        IsPlatforms = isPlain && text.Trim() == text;
        if (Proxy is null)
        {
            Error = $"The environment variable {variable} names a proxy that cannot be used, and no request is sent without it. "
                + $"Set it to a URL such as http://host:port, with one of the schemes {string.Join(", ", DefaultPorts.Keys)}, or add the "
                + "server's host to NO_PROXY.";
        }
    }

    /// <summary>The proxy, with a scheme of the platform; <see langword="null"/> if the value cannot be used.</summary>
    public Uri? Proxy { get; }

    /// <summary>Why the value cannot be used, without the value, which may contain a password.</summary>
    public string? Error { get; }

    /// <summary>
    /// Whether the platform reads the value in the same way. It connects directly where its parser fails, such as for white space, an empty
    /// port or a colon in a path, and it does not know the port of SOCKS.
    /// </summary>
    public bool IsPlatforms { get; }

    private static Uri? Parse(string value, out bool isPlain)
    {
        var schemeEnd = value.IndexOf("://", StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? "http" : value[..schemeEnd];
        var rest = schemeEnd < 0 ? value : value[(schemeEnd + 3)..];
        var userEnd = rest.LastIndexOf('@'); // as the platform does: a password may contain any character
        var address = rest[(userEnd + 1)..];
        var pathStart = address.IndexOfAny(['/', '?', '#']);
        var path = pathStart < 0 ? "" : address[pathStart..];
        var host = pathStart < 0 ? address : address[..pathStart];
        var hasPort = host.LastIndexOf(':') > host.LastIndexOf(']');
        var user = userEnd < 0 ? [] : rest[..userEnd].Split([':'], 2);

        isPlain = false;
        if (!DefaultPorts.TryGetValue(scheme, out var port)
            || host is [.., ':']
            || user is ["", { Length: > 0 }] // a URL cannot have a password without a user name
            || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var parsed))
        {
            return null;
        }

        isPlain = (hasPort || port != SocksPort)
            && !scheme.Equals("socks5h", StringComparison.OrdinalIgnoreCase)
            && (path.Length == 0 || (path == "/" && hasPort))
            && host.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or ':' or '[' or ']');
        return new UriBuilder(
            scheme.Equals("socks5h", StringComparison.OrdinalIgnoreCase) ? "socks5" : scheme, parsed.Host, hasPort ? parsed.Port : port)
        {
            UserName = user.Length > 0 ? Escape(user[0]) : "",
            Password = user.Length > 1 ? Escape(user[1]) : "",
        }.Uri;
    }

    private static string Escape(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
}
