namespace Sse.Reactive;

/// <content>How requests are made. A transport of one's own (<see cref="SseTransport"/>) makes its own: there, all of these are ignored.</content>
public sealed partial record SseOptions
{
    /// <summary>The client to send requests with. Default: <see langword="null"/>, one of our own that all connections share, made for streaming.</summary>
    /// <remarks>
    /// It is never disposed of, and ignored with a transport of one's own. On HTTP/1.1, a connection that is closed from within
    /// <c>OnNext</c>, as <c>Take</c> does, is read on by the client's handler for up to <c>SocketsHttpHandler.ResponseDrainTimeout</c>, 2 s by default, before the server sees
    /// the close (one that is waiting for bytes closes at once); our own client has it at zero.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Makes the request of each attempt. Default: <see langword="null"/>, a GET of the URL. Ignored with a transport of one's own.</summary>
    /// <remarks>
    /// Each call has to make a new request: one object cannot be sent twice. When a connection ends whose request is not safe to repeat, it is asked what would follow
    /// (<see cref="CanResend"/>); if it fails then, the sequence ends in an <see cref="SseConnectionException"/>.
    /// </remarks>
    public SseRequestFactory? RequestFactory { get; init; }

    /// <summary>
    /// Headers that every request is given, by name, unless it has them: that of <see cref="RequestFactory"/>, or the plain GET. Default: none. Names are compared without case. Ignored with a
    /// transport of one's own.
    /// </summary>
    /// <remarks>For what stays the same. A token that expires is asked for by <see cref="RequestFactory"/>. What holds a secret is named in <see cref="SensitiveHeaders"/> too.</remarks>
    /// <exception cref="ArgumentException">
    /// A name is none of a request's headers, is there twice, or is <c>Last-Event-ID</c> (set <see cref="LastEventId"/>); or a value is not ASCII or has control characters. Values do not stand in the message.
    /// </exception>
    public IReadOnlyDictionary<string, string> Headers
    {
        get;
        init => field = RequestHeaders.Checked(value ?? throw new ArgumentNullException(nameof(Headers)), nameof(Headers));
    } = new Dictionary<string, string>();

    /// <summary>Gives the client for each attempt, such as <c>() => factory.CreateClient("feed")</c>. Default: <see langword="null"/>; see <see cref="HttpClient"/>.</summary>
    /// <remarks>
    /// The clients are never disposed of, so <c>() => new HttpClient()</c> makes a handler, with sockets that linger, for each attempt: take them from a factory that shares
    /// handlers. Ignored with a transport of one's own. Set this or <see cref="HttpClient"/>: both is an <see cref="ArgumentException"/> of <c>Connect</c>.
    /// </remarks>
    public Func<HttpClient>? HttpClientFactory { get; init; }

    /// <summary>
    /// Whether the request of a further attempt may be sent although its method is not idempotent (RFC 9110, 9.2.2), as POST is not.
    /// Default: <see langword="null"/>, never. <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// Where it may not, the end of the stream is the end of the sequence: a clean one completes, any other is its error. Asked with the request
    /// that <see cref="RequestFactory"/> makes when such a connection has ended. A request that cannot have reached the server may always be sent again.
    /// Ignored with a transport of one's own.
    /// </remarks>
    public Func<HttpRequestMessage, SseAttempt, bool>? CanResend { get; init; }

    /// <summary>
    /// Request headers that, like <c>Authorization</c>, <c>Proxy-Authorization</c> and <c>Cookie</c>, no redirect to another origin is given (with our own client; a given one
    /// follows redirects by its handler's rules). Default: none.
    /// </summary>
    public IReadOnlyCollection<string> SensitiveHeaders
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(SensitiveHeaders));
    } = [];
}
