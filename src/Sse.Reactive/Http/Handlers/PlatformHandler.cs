using System.Net;
using System.Text;

namespace Sse.Reactive;

/// <summary>What depends on the platform's HTTP handler.</summary>
internal static class PlatformHandler
{
    /// <summary>Whether a header can contain UTF-8.</summary>
    public static bool SendsUtf8 => true;

    public static HttpMessageHandler Create(Action<HttpMessageHandler>? configure)
    {
        if (!OperatingSystem.IsBrowser())
        {
            return CreateSockets(configure);
        }

        var fetch = new HttpClientHandler();
        configure?.Invoke(fetch);
        return fetch;
    }

    /// <summary>Sets the HTTP version that the client prefers.</summary>
    public static HttpRequestMessage WithVersionOf(HttpClient client, HttpRequestMessage request)
    {
        request.Version = client.DefaultRequestVersion;
        request.VersionPolicy = client.DefaultVersionPolicy;
        return request;
    }

    public static void CopyVersionPolicy(HttpRequestMessage from, HttpRequestMessage to) => to.VersionPolicy = from.VersionPolicy;

    private static RedirectHandler CreateSockets(Action<HttpMessageHandler>? configure)
    {
        var proxy = HttpClient.DefaultProxy.GetType().Assembly == typeof(HttpClient).Assembly // not one that the application has set
            ? EnvironmentProxy.IfPlatformIgnoresOne(Environment.GetEnvironmentVariable)
            : null;
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = TcpConnector.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            MaxAutomaticRedirections = RedirectHandler.MaxRedirects,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = proxy,
            RequestHeaderEncodingSelector = static (name, _) =>
                name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        configure?.Invoke(sockets);
        var redirects = sockets.AllowAutoRedirect ? sockets.MaxAutomaticRedirections : 0;
        sockets.AllowAutoRedirect = false;

        HttpMessageHandler handler = new ProxyErrorHandler(sockets, new ConnectTimeoutHandler(sockets));
        handler = new DecompressionHandler(new Http2Handler(handler));
        return new(proxy is not null && sockets.UseProxy && sockets.Proxy == proxy ? new ProxyHandler(proxy, handler) : handler, redirects);
    }
}
