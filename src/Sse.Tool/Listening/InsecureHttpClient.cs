using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Sse.Tool;

/// <summary>
/// The HTTP client for <c>--insecure</c>: configured like the library's own, but accepts any certificate. It does not follow redirects,
/// since the server that answers may be an impostor.
/// </summary>
internal static class InsecureHttpClient
{
    [SuppressMessage("Reliability", "CA2000", Justification = "Lives as long as the process.")]
    [SuppressMessage("Security", "CA5359", Justification = "Requested by --insecure.")]
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ResponseDrainTimeout = TimeSpan.Zero,
        RequestHeaderEncodingSelector = static (name, _) => name == "Last-Event-ID" ? Encoding.UTF8 : null,
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
