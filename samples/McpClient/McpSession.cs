using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json.Nodes;

namespace McpClient;

/// <summary>
/// A session with an MCP server: streamable HTTP, revision 2025-11-25. The server answers a request with a stream or with JSON. It may
/// close a stream early: the client then continues with GET and the last event ID.
/// </summary>
internal sealed class McpSession
{
    private const string Version = "2025-11-25";
    private const int MaxMessageBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);

    private readonly Uri _uri;
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _headers = new() { ["Accept"] = "application/json, text/event-stream" };
    private int _lastId;

    private McpSession(Uri uri, HttpClient http) => (_uri, _http) = (uri, http);

    /// <summary>The server's answer to <c>initialize</c>.</summary>
    public JsonObject Server { get; private set; } = [];

    /// <summary>Begins a session.</summary>
    public static async Task<McpSession> BeginAsync(Uri uri, HttpClient http, CancellationToken cancellationToken = default)
    {
        var session = new McpSession(uri, http);
        session.Server = await session.CallAsync(
            "initialize",
            new()
            {
                ["protocolVersion"] = Version,
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "McpClient", ["version"] = "1.0.0" },
            },
            cancellationToken);
        session._headers["MCP-Protocol-Version"] = session.Server["protocolVersion"]?.ToString() ?? Version;
        await session.Send(new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" })
            .LastOrDefaultAsync() // 202
            .ToTask(cancellationToken);
        return session;
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The result.</returns>
    public Task<JsonObject> CallAsync(string method, JsonObject? parameters = null, CancellationToken cancellationToken = default) =>
        Call(method, parameters).Select(message => ResultOf(message)).LastAsync().ToTask(cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <returns>Cold: the notifications that belong to it, and its response.</returns>
    public IObservable<JsonObject> Call(string method, JsonObject? parameters = null) => Observable.Defer(() =>
    {
        var id = Interlocked.Increment(ref _lastId);
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters?.DeepClone() ?? new JsonObject(),
        };
        return Send(request)
            .Concat(Observable.Throw<JsonObject>(new McpException("The answer has ended without a response.")))
            .TakeUntil(IsResponse)
            .Select(message => IsResponse(message) && message["error"] is { } error ? throw new McpException(error) : message);

        // An error has no ID if the server could not read that of the request.
        bool IsResponse(JsonObject message) =>
            message["method"] is null && (message["id"] is { } of ? of.ToString() == $"{id}" : message["error"] is not null);
    });

    /// <summary>Reads the messages that belong to no request. Empty if the server has none to send.</summary>
    public IObservable<JsonObject> Listen() => Read(_ => new(HttpMethod.Get, _uri));

    /// <summary>Ends the session, if the server can be reached: otherwise it ends by itself.</summary>
    public async Task EndAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, _uri);
        foreach (var (name, value) in _headers)
        {
            request.Headers.Add(name, value);
        }

        using var timeout = new CancellationTokenSource(EndTime);
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token); // 405: the server does not let clients end sessions
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // what the calls before have answered stands
        }
    }

    private IObservable<JsonObject> Send(JsonObject message) => Read(attempt => attempt.LastEventId.Length == 0
        ? new(HttpMethod.Post, _uri) { Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json") }
        : new(HttpMethod.Get, _uri));

    private IObservable<JsonObject> Read(Func<SseAttempt, HttpRequestMessage> request)
    {
        var options = new SseOptions
        {
            HttpClient = _http,
            RequestFactory = (attempt, _) => new(request(attempt)),
            Headers = _headers,
            MaxBodyExcerptBytes = MaxMessageBytes,
            Jitter = 0, // waits as long as the server asks
            ReconnectPolicy = context => context.Cause is SseResponseException { StatusCode: 200 or 202 or 405 }
                ? SseReconnectDecision.Complete // an answer in JSON, an accepted message, or no stream to listen to
                : SseReconnect.Default(context),
        };
        return SseObservable.Signals(_uri, options).SelectMany(MessagesOf);
    }

    private JsonObject[] MessagesOf(SseSignal signal)
    {
        switch (signal)
        {
            case SseSignal.Opened opened:
                RememberSession(opened.Headers);
                return [];

            case SseSignal.Event { Value: { Type: SseEvent.DefaultType, Data: { Length: > 0 } data } }: // empty: it only has an ID
                return Parse(data);

            case SseSignal.Event { Value: { Type: "error", Data: var error } }: // not of MCP, but of a proxy, say
                throw new McpException($"The server has sent an error: {error}");

            case SseSignal.LinesIgnored { Text: var text } when text.Split('\n').Any(line => line != "event: ping"): // a heartbeat
                throw new McpException($"The server has sent text outside of events: {text}");

            case SseSignal.Ended { Cause: SseResponseException { HasWholeBody: true } answer }:
                RememberSession(answer.Headers);
                return answer.BodyExcerpt.Length > 0 && answer.StatusCode == 200 ? Parse(answer.BodyExcerpt) : [];

            default:
                return [];
        }
    }

    private static JsonObject ResultOf(JsonObject message) =>
        message["method"] is not null || message["result"] is JsonObject
            ? message["result"] as JsonObject ?? []
            : throw new McpException("The result of the response is no object.");

    private void RememberSession(IReadOnlyDictionary<string, string> headers)
    {
        if (headers.TryGetValue("Mcp-Session-Id", out var id))
        {
            _headers["Mcp-Session-Id"] = id;
        }
    }

    private static JsonObject[] Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is JsonObject message
        && message["jsonrpc"]?.ToString() == "2.0"
        && (message["method"] ?? message["result"] ?? message["error"]) is not null
            ? [message]
            : throw new McpException("The server has sent JSON that is no message of JSON-RPC 2.0.");
}
