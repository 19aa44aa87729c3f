using System.Net;

namespace Sse.Reactive;

/// <summary>
/// The proxies of the environment, for values that the platform ignores: it would then connect directly. <c>socks5h</c> is the platform's
/// <c>socks5</c>, which lets the proxy resolve the host name.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy, ICredentials
{
    private readonly ProxySetting? _http;
    private readonly ProxySetting? _https;
    private readonly string[] _bypassed;

    private EnvironmentProxy(ProxySetting? http, ProxySetting? https, string noProxy)
    {
        _http = http;
        _https = https;
        _bypassed = [.. noProxy.Split(',').Select(host => host.Trim()).Where(host => host.Length > 0)];
    }

    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("The credentials are those of the environment variables.");
    }

    /// <param name="variable">Returns the value of an environment variable.</param>
    /// <returns><see langword="null"/> if the platform understands all values, or if there are none.</returns>
    public static EnvironmentProxy? IfPlatformIgnoresOne(Func<string, string?> variable)
    {
        var all = Find("all_proxy");
        var proxy = new EnvironmentProxy(Find("http_proxy") ?? all, Find("https_proxy") ?? all, Value("no_proxy").Text ?? "");
        return proxy._http is { IsPlatforms: false } || proxy._https is { IsPlatforms: false } ? proxy : null;

        ProxySetting? Find(string name) => Value(name) is { Text: { } text, Name: var used } ? new(used, text) : null;

        (string Name, string? Text) Value(string name)
        {
            // The platform's rule: in a CGI process, HTTP_PROXY may be a header of the request.
            var upper = name.ToUpperInvariant();
            return variable(name) is { Length: > 0 } lowerValue ? (name, lowerValue)
                : upper == "HTTP_PROXY" && variable("GATEWAY_INTERFACE") is not null ? (upper, null)
                : (upper, variable(upper) is { Length: > 0 } value ? value : null);
        }
    }

    /// <returns>Why no request can be sent to a URL; <see langword="null"/> if it can. The value may contain a password.</returns>
    public string? ErrorFor(Uri destination) => IsBypassedByName(destination) ? null : SettingFor(destination)?.Error;

    public Uri? GetProxy(Uri destination) => IsBypassedByName(destination) ? null : SettingFor(destination)?.Proxy;

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    NetworkCredential? ICredentials.GetCredential(Uri uri, string authType)
    {
        var userInfo = new[] { _http?.Proxy, _https?.Proxy }.FirstOrDefault(proxy => proxy?.Authority == uri.Authority)?.UserInfo ?? "";
        var parts = userInfo.Split([':'], 2);
        return userInfo.Length == 0
            ? null
            : new(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private ProxySetting? SettingFor(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    /// <summary>The platform's rule: a name is that host; <c>.name</c> is that host and its subdomains.</summary>
    private bool IsBypassedByName(Uri destination) => _bypassed.Any(name =>
        name.TrimStart('.').Equals(destination.Host, StringComparison.OrdinalIgnoreCase)
        || (name[0] == '.' && destination.Host.EndsWith(name, StringComparison.OrdinalIgnoreCase)));
}
