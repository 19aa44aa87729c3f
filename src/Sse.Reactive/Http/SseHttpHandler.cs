using System.Net;
using System.Text;

namespace Sse.Reactive;

/// <summary>The client of those who give none: made for responses that never end. (In a browser its <c>fetch</c> makes the rules.)</summary>
internal static class SseHttpHandler
{
    private static readonly Lazy<HttpClient> Instance = new(static () => new(NewHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Whether a header may hold UTF-8.</summary>
    public static bool SendsUtf8 => true;

    public static HttpClient Shared => Instance.Value;

    /// <summary>A handler of its kind.</summary>
    public static HttpMessageHandler NewHandler() => OperatingSystem.IsBrowser() ? new HttpClientHandler() : Sockets();

    /// <summary>A GET, in the version that a client prefers.</summary>
    public static HttpRequestMessage Get(Uri uri, HttpClient client) => new(HttpMethod.Get, uri) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };

    private static RedirectHandler Sockets() => new(new ConnectTimeoutHandler(new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        EnableMultipleHttp2Connections = true,              // else one stream more than the server's limit waits for another's end
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a reconnect sees a change of DNS
        ResponseDrainTimeout = TimeSpan.Zero,               // closing means closing
        RequestHeaderEncodingSelector = static (name, _) =>
            name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
    }));
}
