namespace Sse.Reactive;

/// <summary>What depends on the platform's HTTP handler. docs/targets.md lists what .NET Standard 2.0 lacks.</summary>
internal static class PlatformHandler
{
    /// <summary>Whether a header can contain UTF-8. Mono rejects it; .NET Framework sends other characters.</summary>
    public static bool SendsUtf8 => false;

    public static HttpMessageHandler Create(Action<HttpMessageHandler>? configure)
    {
        var proxy = EnvironmentProxy.IfPlatformIgnoresOne(Environment.GetEnvironmentVariable);
        var platform = new HttpClientHandler
        {
            MaxAutomaticRedirections = RedirectHandler.MaxRedirects,
            MaxConnectionsPerServer = int.MaxValue, // .NET Framework allows two, and a third stream would wait for one to end
        };
        if (proxy is not null && platform.SupportsProxy)
        {
            platform.Proxy = proxy;
        }

        configure?.Invoke(platform);
        var redirects = platform.AllowAutoRedirect ? platform.MaxAutomaticRedirections : 0;
        platform.AllowAutoRedirect = false;

        HttpMessageHandler handler = new DecompressionHandler(new TunnelErrorHandler(platform));
        return new RedirectHandler(
            proxy is not null && platform.UseProxy && platform.Proxy == proxy ? new ProxyHandler(proxy, handler) : handler, redirects);
    }

    /// <summary>Returns the request as it is: here a client has no preferred version.</summary>
    public static HttpRequestMessage WithVersionOf(HttpClient _, HttpRequestMessage request) => request;

    /// <summary>Does nothing: here a request has no such policy.</summary>
    public static void CopyVersionPolicy(HttpRequestMessage from, HttpRequestMessage to)
    {
    }
}
