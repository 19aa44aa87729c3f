namespace Sse.Reactive;

/// <content>How requests are made.</content>
public sealed partial record SseOptions
{
    /// <summary>The client to send requests with. Default: <see langword="null"/>, one of our own that all connections share, made for streaming.</summary>
    /// <remarks>
    /// It is never disposed of. On HTTP/1.1, closing a connection while bytes keep coming makes the client's handler read on for up to
    /// <see cref="SocketsHttpHandler.ResponseDrainTimeout"/>, 2 s by default, before the server sees the close; our own client has it at zero.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Makes the request of each attempt. Default: <see langword="null"/>, a GET of the URL.</summary>
    public SseRequestFactory? Request { get; init; }

    /// <summary>Gives the client for each attempt, such as <c>() => factory.CreateClient("feed")</c>. Default: <see langword="null"/>; see <see cref="HttpClient"/>.</summary>
    /// <remarks>The clients are never disposed of. Set this or <see cref="HttpClient"/>: both is an <see cref="ArgumentException"/> of <c>Connect</c>.</remarks>
    public Func<HttpClient>? HttpClientFactory { get; init; }

    /// <summary>
    /// Whether the request of a further attempt may be sent although its method is not idempotent (RFC 9110, 9.2.2), as POST is not.
    /// Default: <see langword="null"/>, never. <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// Where it may not, the end of the stream is the end of the sequence: a clean one completes, any other is its error. Asked with the request
    /// that <see cref="Request"/> makes when such a connection has ended. A request that cannot have reached the server may always be sent again.
    /// </remarks>
    public Func<HttpRequestMessage, SseAttempt, bool>? CanRepeat { get; init; }

    /// <summary>
    /// Request headers that, like <c>Authorization</c>, <c>Proxy-Authorization</c> and <c>Cookie</c>, no redirect to another origin is given (with our own client; a given one
    /// follows redirects by its handler's rules). Default: none.
    /// </summary>
    public IReadOnlyCollection<string> SecretHeaders
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(SecretHeaders));
    } = [];
}
