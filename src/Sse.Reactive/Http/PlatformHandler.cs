using System.Net;
using System.Text;

namespace Sse.Reactive;

/// <summary>What depends on the platform's HTTP handler.</summary>
internal static class PlatformHandler
{
    /// <summary>Whether a header can contain UTF-8.</summary>
    public static bool SendsUtf8 => true;

    public static HttpMessageHandler Create() => OperatingSystem.IsBrowser() ? new HttpClientHandler() : CreateSockets();

    /// <summary>Creates a GET of the HTTP version that the client prefers.</summary>
    public static HttpRequestMessage Get(Uri uri, HttpClient client) =>
        new(HttpMethod.Get, uri) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };

    private static RedirectHandler CreateSockets() => new(new ConnectTimeoutHandler(new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ResponseDrainTimeout = TimeSpan.Zero,
        RequestHeaderEncodingSelector = static (name, _) =>
            name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
    }));
}
