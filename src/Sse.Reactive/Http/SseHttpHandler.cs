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
    /// <item>A host with several addresses is connected to as RFC 8305 says: an address that does not answer within 250 ms is raced by the
    /// next one, and IPv6 and IPv4 take turns (<c>ConnectCallback</c>).</item>
    /// <item>TCP keepalive detects a peer that has vanished after 90 s of silence: the system probes after 45 s, then every 15 s
    /// (<c>ConnectCallback</c>).</item>
    /// <item>HTTP/2 is used over TLS where the server offers it (ALPN). For HTTP/1.1 only, set the request's version policy to
    /// <c>RequestVersionExact</c>.</item>
    /// <item>A proxy that the environment names is never bypassed: <c>socks5h</c> is used as <c>socks5</c>, the port of SOCKS is 1080 by
    /// default, and a request fails with <see cref="NotSupportedException"/> if the value cannot be used. No message contains a password of
    /// the value.</item>
    /// <item>Closing a connection closes it at once (<c>ResponseDrainTimeout</c> is zero; by default an HTTP/1.1 response is read for up to
    /// 2 s).</item>
    /// <item>More streams than the server allows on one HTTP/2 connection open further connections
    /// (<c>EnableMultipleHttp2Connections</c>).</item>
    /// <item>Connecting times out after 15 s with an <see cref="HttpRequestException"/> (<c>ConnectTimeout</c>).</item>
    /// <item>Connections are used for new requests for 5 minutes (<c>PooledConnectionLifetime</c>), so that a reconnect sees DNS
    /// changes.</item>
    /// <item>Responses are decompressed (gzip, Brotli). A request with its own <c>Accept-Encoding</c> is sent as it is, where
    /// <c>AutomaticDecompression</c> would add to it.</item>
    /// <item><c>Last-Event-ID</c> is sent in UTF-8, as the HTML standard (9.2.4) requires (<c>RequestHeaderEncodingSelector</c>).</item>
    /// <item>Redirects are followed as WHATWG Fetch does, at most 20, and not from https to http. <c>Authorization</c>,
    /// <c>Proxy-Authorization</c>, <c>Cookie</c> and <see cref="SseOptions.SensitiveHeaders"/> are not sent to another origin.</item>
    /// <item>The request is not changed, also by a redirect, so that a handler in front can send it again, such as with a new token.</item>
    /// </list>
    /// <para>In a browser it is the platform's handler, and the browser's <c>fetch</c> decides. On .NET Standard 2.0 it is the platform's
    /// <see cref="HttpClientHandler"/> with these redirects and proxies, gzip decompression, and no limit of connections per server. That
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
    public static HttpMessageHandler Create() => PlatformHandler.Create(configure: null);

    /// <summary>Creates the handler of <see cref="Create()"/> with changed settings of the platform's handler.</summary>
    /// <example>
    /// <code>
    /// // Cookies of one user are not sent for another:
    /// var handler = SseHttpHandler.Create(platform => ((SocketsHttpHandler)platform).UseCookies = false);
    /// </code>
    /// </example>
    /// <param name="configure">
    /// Changes the platform's handler, before its first use: a <c>SocketsHttpHandler</c>, or an <see cref="HttpClientHandler"/> in a
    /// browser and on .NET Standard 2.0. <c>AllowAutoRedirect</c> and <c>MaxAutomaticRedirections</c> apply to the redirects above.
    /// </param>
    /// <returns>A new handler. Dispose it, or the client that owns it, when no connection uses it any more.</returns>
    public static HttpMessageHandler Create(Action<HttpMessageHandler> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return PlatformHandler.Create(configure);
    }
}
