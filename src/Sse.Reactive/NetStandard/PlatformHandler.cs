using System.Net;

namespace Sse.Reactive;

/// <summary>What depends on the platform's HTTP handler. docs/targets.md lists what .NET Standard 2.0 lacks.</summary>
internal static class PlatformHandler
{
    /// <summary>Whether a header can contain UTF-8. Mono rejects it; .NET Framework sends other characters.</summary>
    public static bool SendsUtf8 => false;

    public static HttpMessageHandler Create()
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = int.MaxValue, // .NET Framework allows two, and a third stream would wait for one to end
        };
        if (handler.SupportsAutomaticDecompression)
        {
            handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
        }

        return new RedirectHandler(handler);
    }

    /// <summary>Creates a GET. (Here a client has no preferred version.)</summary>
    public static HttpRequestMessage Get(Uri uri, HttpClient _) => new(HttpMethod.Get, uri);
}
