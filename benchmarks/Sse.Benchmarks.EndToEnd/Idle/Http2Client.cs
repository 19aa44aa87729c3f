using System.Net;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>HTTP/2 without TLS. Opens as many connections as the server's limit of 100 streams per connection requires.</summary>
internal static class Http2Client
{
    public static HttpClient Create() => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
