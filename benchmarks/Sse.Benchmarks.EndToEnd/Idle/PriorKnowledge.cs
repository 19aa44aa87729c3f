using System.Net;

namespace Sse.Benchmarks.EndToEnd;

/// <summary>HTTP/2 without TLS, for whoever sends the request. The connections are as many as a server's 100 streams on each make necessary.</summary>
internal sealed class PriorKnowledge() : DelegatingHandler(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, ResponseDrainTimeout = TimeSpan.Zero })
{
    public static HttpClient NewClient() => new(new PriorKnowledge()) { Timeout = Timeout.InfiniteTimeSpan };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return base.SendAsync(request, cancellationToken);
    }
}
