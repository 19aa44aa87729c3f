namespace Sse.Reactive;

/// <summary>What a request asks of a browser's <c>fetch</c>. Only the browser's handler reads it.</summary>
internal static class BrowserFetch
{
    private static readonly HttpRequestOptionsKey<IDictionary<string, object>> Options = new("WebAssemblyFetchOptions");

    /// <summary>Streams the body, which is the default since .NET 10.</summary>
    private static readonly HttpRequestOptionsKey<bool> Streaming = new("WebAssemblyEnableStreamingResponse");

    /// <summary>
    /// Streams the response, and uses <c>fetch</c>'s cache mode <c>no-store</c>, as <c>EventSource</c> does. A <c>Cache-Control</c> header
    /// would cost a CORS preflight request (WHATWG Fetch, CORS-safelisted request header).
    /// </summary>
    public static void Prepare(HttpRequestMessage request)
    {
        request.Options.Set(Streaming, true);
        if (!request.Options.TryGetValue(Options, out var options))
        {
            request.Options.Set(Options, options = new Dictionary<string, object>());
        }

        if (!options.ContainsKey("cache"))
        {
            options["cache"] = "no-store";
        }
    }
}
