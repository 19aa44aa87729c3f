using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Sse.Tool.Listening;

/// <summary>For <c>--insecure</c>: the client's own habits, but any certificate will do; and it goes nowhere else, since whoever answers may be anyone.</summary>
internal static class InsecureClient
{
    [SuppressMessage("Reliability", "CA2000", Justification = "Lives as long as the process.")]
    [SuppressMessage("Security", "CA5359", Justification = "It is what was asked for.")]
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
