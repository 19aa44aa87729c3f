using System.Net;

namespace Sse.Reactive;

/// <summary>
/// Uses HTTP/2 over TLS where the server offers it (ALPN, RFC 7301). A request with a version or a version policy of its own is sent as it
/// is.
/// </summary>
internal sealed class Http2Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Version == HttpVersion.Version11 && request.VersionPolicy == HttpVersionPolicy.RequestVersionOrLower)
        {
            request.Version = HttpVersion.Version20; // or lower: over clear text, that is HTTP/1.1
        }

        return base.SendAsync(request, cancellationToken);
    }
}
