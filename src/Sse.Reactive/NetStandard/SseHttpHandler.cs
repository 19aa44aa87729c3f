using System.Net;

namespace Sse.Reactive;

/// <summary>
/// The client of those who give none, as far as this framework lets one be made for responses that never end; docs/targets.md says what it
/// lacks.
/// </summary>
internal static class SseHttpHandler
{
    private static readonly Lazy<HttpClient> Instance = new(static () => new(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>A header that is not ASCII is refused (Mono), or sent as other characters (.NET Framework).</summary>
    public static bool SendsUtf8 => false;

    public static HttpClient Shared => Instance.Value;

    /// <summary>A handler of its kind.</summary>
    public static HttpMessageHandler NewHandler() => new RedirectHandler(Handler());

    /// <summary>A GET. (A client prefers no version here.)</summary>
    public static HttpRequestMessage Get(Uri uri, HttpClient _) => new(HttpMethod.Get, uri);

    private static HttpClientHandler Handler()
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = int.MaxValue, // .NET Framework lets two streams in, and has a third wait for an end
        };
        if (handler.SupportsAutomaticDecompression)
        {
            handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
        }

        return handler;
    }
}
