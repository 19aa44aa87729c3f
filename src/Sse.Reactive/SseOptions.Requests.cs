namespace Sse.Reactive;

/// <content>Options for HTTP requests. A custom transport (<see cref="SseTransport"/>) ignores all of them.</content>
public sealed partial record SseOptions
{
    /// <summary>
    /// The client that sends the requests. Default: <see langword="null"/> (a built-in client that all connections share).
    /// </summary>
    /// <remarks>
    /// The client is never disposed. The built-in one has the handler of <see cref="SseHttpHandler.Create()"/>. With the platform's default
    /// handler, an HTTP/1.1 connection that is closed inside <c>OnNext</c>, as <c>Take</c> does, is drained for up to 2 s
    /// (<c>SocketsHttpHandler.ResponseDrainTimeout</c>) before the server sees the close.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>
    /// Returns the client for each attempt, such as <c>() => factory.CreateClient("feed")</c>. Default: <see langword="null"/>; see
    /// <see cref="HttpClient"/>.
    /// </summary>
    /// <remarks>
    /// The clients are never disposed. Do not use <c>() => new HttpClient()</c>: each attempt would create a handler with its own sockets.
    /// Use an <c>IHttpClientFactory</c>, which shares handlers. If this and <see cref="HttpClient"/> are both set, <c>Connect</c> throws
    /// <see cref="ArgumentException"/>.
    /// </remarks>
    public Func<HttpClient>? HttpClientFactory { get; init; }

    /// <summary>Makes the request of each attempt. Default: <see langword="null"/> (a GET of the URL).</summary>
    /// <remarks>Each call must return a new request. <see cref="SseRequestFactory"/> describes what the client adds to it.</remarks>
    /// <example>
    /// <code>
    /// // A POST with a body in JSON:
    /// var post = new SseOptions { RequestFactory = SseRequest.PostJson(new ChatRequest("Hello"), AppJson.Default.ChatRequest) };
    ///
    /// // A fresh token for each attempt:
    /// var get = new SseOptions
    /// {
    ///     RequestFactory = async (attempt, cancellation) => new()
    ///     {
    ///         Headers = { Authorization = new("Bearer", await GetTokenAsync(cancellation)) },
    ///     },
    /// };
    /// </code>
    /// </example>
    public SseRequestFactory? RequestFactory { get; init; }

    /// <summary>Headers that are added to every request that does not have them. Default: none. Names are compared without case.</summary>
    /// <remarks>
    /// For constant values. Use <see cref="RequestFactory"/> for a token that expires. Name headers with secrets in
    /// <see cref="SensitiveHeaders"/> too.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A name is not that of a request header, occurs twice, or is <c>Last-Event-ID</c> (set <see cref="LastEventId"/> instead); or a value
    /// is not ASCII or contains control characters. The message does not contain the value.
    /// </exception>
    public IReadOnlyDictionary<string, string> Headers
    {
        get;
        init => field = RequestHeaders.Validate(value ?? throw new ArgumentNullException(nameof(Headers)), nameof(Headers));
    } = new Dictionary<string, string>();

    /// <summary>
    /// Whether another attempt may be sent although its method is not idempotent (RFC 9110, 9.2.2), such as POST. Default:
    /// <see langword="null"/> (never). <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// If it returns <see langword="false"/>, the sequence ends with this stream: a clean end completes it, any other end is its error. The
    /// arguments are the request that would be sent next, and its attempt. A request that cannot have reached the server is always sent
    /// again.
    /// </remarks>
    public Func<HttpRequestMessage, SseAttempt, bool>? CanResend { get; init; }

    /// <summary>
    /// Request headers that, like <c>Authorization</c>, <c>Proxy-Authorization</c> and <c>Cookie</c>, are not sent to another origin after
    /// a redirect. Default: none. A given client follows redirects by the rules of its own handler.
    /// </summary>
    public IReadOnlyCollection<string> SensitiveHeaders
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(SensitiveHeaders));
    } = [];

    /// <summary>
    /// The name of a query parameter that carries the last event ID in place of the <c>Last-Event-ID</c> header, such as
    /// <c>lastEventId</c>. Default: <see langword="null"/> (the header, as HTML 9.2.4 requires). <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// For a server that does not read the header, or whose CORS policy does not allow it to pages of another origin. <c>MapSse</c> of
    /// Sse.Reactive.AspNetCore reads <c>lastEventId</c>. The parameter replaces one of that name in the URL. URLs are logged by servers and
    /// proxies; a redirect can drop the parameter.
    /// </remarks>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? LastEventIdParameter
    {
        get;
        init => field = value is not ""
            ? value
            : throw new ArgumentException(
                "Choose a name such as lastEventId, or null for the Last-Event-ID header.", nameof(LastEventIdParameter));
    }

    /// <summary>
    /// The longest last event ID, in bytes of UTF-8, that is sent as <c>Last-Event-ID</c>. A longer one is omitted, and
    /// <see cref="SseSignal.LastEventIdOmitted"/> reports it. Default: 4,096. <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// Most servers reject requests whose headers are longer than 8 to 32 KiB with status 431, on every attempt. Choose a higher value only
    /// if yours accepts it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int MaxLastEventIdBytes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxLastEventIdBytes), value, "Choose a positive number of bytes.");
    } = 4096;

    /// <summary>
    /// How much of the body of a response that is not an event stream is kept in <see cref="SseResponseException.BodyExcerpt"/>, in bytes.
    /// Default: 4,096.
    /// </summary>
    /// <remarks>
    /// For a server that answers a request either with a stream or with JSON, as MCP servers do: choose the size of the largest answer.
    /// The body is read for at most 5 s. <see cref="SseResponseException.HasWholeBody"/> says whether that was all of it. Messages quote at
    /// most its first 4,096 characters.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative, or greater than 1,000,000,000.</exception>
    public int MaxBodyExcerptBytes
    {
        get;
        init => field = value is > 0 and <= 1_000_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBodyExcerptBytes), value, "Choose 1 to 1,000,000,000 bytes.");
    } = 4096;

    /// <summary>
    /// Other origins that may receive the credentials of a request after a redirect: <c>Authorization</c>, <c>Cookie</c> and the like, and
    /// <see cref="SensitiveHeaders"/>. Default: none. A given client follows redirects by the rules of its own handler.
    /// </summary>
    /// <remarks>Scheme, host and port of each URL are compared. A redirect from https to http is never followed.</remarks>
    /// <example><c>TrustedOrigins = [new("https://streaming.example.com")]</c></example>
    /// <exception cref="ArgumentException">A URL is not an absolute http or https URL.</exception>
    public IReadOnlyCollection<Uri> TrustedOrigins
    {
        get;
        init
        {
            foreach (var origin in value ?? throw new ArgumentNullException(nameof(TrustedOrigins)))
            {
                RedactedUri.RequireHttp(origin, nameof(TrustedOrigins));
            }

            field = value;
        }
    } = [];
}
