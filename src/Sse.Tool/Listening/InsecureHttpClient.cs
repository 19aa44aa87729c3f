using System.Diagnostics.CodeAnalysis;

namespace Sse.Tool;

/// <summary>
/// The HTTP client for <c>--insecure</c>: the library's own, but it accepts any certificate. It does not follow redirects, since the server
/// that answers may be an impostor.
/// </summary>
internal static class InsecureHttpClient
{
    [SuppressMessage("Reliability", "CA2000", Justification = "Lives as long as the process.")]
    [SuppressMessage("Security", "CA5359", Justification = "Requested by --insecure.")]
    public static HttpClient Create() => new(SseHttpHandler.Create(static handler =>
    {
        var sockets = (SocketsHttpHandler)handler;
        sockets.AllowAutoRedirect = false;
        sockets.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
    }))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
