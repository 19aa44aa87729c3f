using System.Net;
using System.Text;

namespace Sse.Reactive;

/// <summary>The client of those who give none: made for responses that never end. (In a browser its <c>fetch</c> makes the rules.)</summary>
internal static class StreamingClient
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private static readonly Lazy<HttpClient> Instance = new(static () => new(NewHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    public static HttpClient Shared => Instance.Value;

    /// <summary>A handler of its kind.</summary>
    public static HttpMessageHandler NewHandler() => OperatingSystem.IsBrowser() ? new HttpClientHandler() : Sockets();

    private static RedirectHandler Sockets() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        EnableMultipleHttp2Connections = true,              // else one stream more than the server's limit waits for another's end
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a reconnect sees a change of DNS
        ResponseDrainTimeout = TimeSpan.Zero,               // closing means closing
        RequestHeaderEncodingSelector = static (name, _) =>
            name.Equals(LastEventIdHeader.Name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
    });
}
