namespace Sse.Reactive;

/// <summary>The HTTP handler of the built-in client, for clients of your own.</summary>
public static class SseHttpHandler
{
    private static readonly Lazy<HttpClient> BuiltIn = new(static () => new(Create()) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>The client of all connections whose options name no client.</summary>
    internal static HttpClient BuiltInClient => BuiltIn.Value;

    /// <summary>Creates a handler for responses that do not end. It differs from the platform's default handler as follows.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>Closing a connection closes it at once (<c>ResponseDrainTimeout</c> is zero; by default an HTTP/1.1 response is read for up to
    /// 2 s).</item>
    /// <item>More streams than the server allows on one HTTP/2 connection open further connections
    /// (<c>EnableMultipleHttp2Connections</c>).</item>
    /// <item>Connecting times out after 15 s with an <see cref="HttpRequestException"/> (<c>ConnectTimeout</c>).</item>
    /// <item>Connections are used for new requests for 5 minutes (<c>PooledConnectionLifetime</c>), so that a reconnect sees DNS
    /// changes.</item>
    /// <item>Compressed responses are decompressed (<c>AutomaticDecompression</c>).</item>
    /// <item><c>Last-Event-ID</c> is sent in UTF-8, as the HTML standard (9.2.4) requires (<c>RequestHeaderEncodingSelector</c>).</item>
    /// <item>Redirects are followed as WHATWG Fetch does, at most 20, and not from https to http. <c>Authorization</c>,
    /// <c>Proxy-Authorization</c>, <c>Cookie</c> and <see cref="SseOptions.SensitiveHeaders"/> are not sent to another origin.</item>
    /// </list>
    /// <para>In a browser it is the platform's handler, and the browser's <c>fetch</c> decides. On .NET Standard 2.0 it is the platform's
    /// <see cref="HttpClientHandler"/> with these redirects, gzip and deflate decompression, and no limit of connections per server. That
    /// platform has none of the other settings.</para>
    /// <para>Set <see cref="HttpClient.Timeout"/> of your client to <see cref="Timeout.InfiniteTimeSpan"/>, or to the longest time that a
    /// response's headers may take. It does not limit the stream. The handler owns connections: reuse it, and do not create one for each
    /// request.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// // A client with its own handlers in front:
    /// var client = new HttpClient(new TokenHandler(SseHttpHandler.Create())) { Timeout = Timeout.InfiniteTimeSpan };
    /// var events = SseObservable.Connect(uri, new() { HttpClient = client });
    ///
    /// // A client from IHttpClientFactory:
    /// services.AddHttpClient("feed").ConfigurePrimaryHttpMessageHandler(SseHttpHandler.Create);
    /// </code>
    /// </example>
    /// <returns>A new handler. Dispose it, or the client that owns it, when no connection uses it any more.</returns>
    public static HttpMessageHandler Create() => PlatformHandler.Create();
}
