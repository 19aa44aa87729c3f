using System.Net;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>HTTP/2 without TLS. The connections are as many as the server's limit of 100 streams on each makes necessary.</summary>
internal static class Http2Client
{
    public static HttpClient Create() => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
