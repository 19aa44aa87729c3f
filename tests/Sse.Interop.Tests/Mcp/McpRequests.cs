using System.Text;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>The requests of one session with <c>samples/McpServer</c>.</summary>
internal sealed class McpRequests
{
    /// <summary>Waits as long as it takes with a body that the server may refuse unread.</summary>
    private static readonly HttpClient Http = new(new SocketsHttpHandler { Expect100ContinueTimeout = Peer.Deadline });

    private readonly Uri _uri;
    private string _session = "";

    private McpRequests(Uri uri) => _uri = uri;

    /// <param name="uri">The endpoint.</param>
    /// <param name="version">The revision of the protocol.</param>
    public static async Task<McpRequests> BeginAsync(Uri uri, string version = "2025-11-25")
    {
        var requests = new McpRequests(uri);
        using var response = await requests.SendAsync(
            "POST", $$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"{{{version}}}"} }""");
        requests._session = response.Headers.GetValues("Mcp-Session-Id").Single();
        return requests;
    }

    /// <summary>The same session, with another URL.</summary>
    public McpRequests At(string query) => new(new(_uri, query)) { _session = _session };

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<List<SseEvent>> EventsAsync(HttpResponseMessage response)
    {
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        await using var stream = await response.Content.ReadAsStreamAsync();
        return await stream.ReadSseAsync().ToListAsync().AsTask().WaitAsync(Peer.Deadline);
    }

    /// <param name="id">The ID of the request, in JSON.</param>
    /// <param name="tool">The name of the tool.</param>
    /// <param name="arguments">Its arguments, in JSON.</param>
    public Task<HttpResponseMessage> CallAsync(string id, string tool, string arguments) => SendAsync("POST", $$$"""
        {
          "jsonrpc": "2.0", "id": {{{id}}}, "method": "tools/call",
          "params": { "name": "{{{tool}}}", "arguments": {{{arguments}}}, "_meta": { "progressToken": "p" } }
        }
        """);

    /// <param name="id">The ID of the request, in JSON.</param>
    public async Task CancelAsync(string id)
    {
        using var response = await SendAsync(
            "POST", $$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}} } }""");
        Assert.That(((int)response.StatusCode, response.Content.Headers.ContentLength), Is.EqualTo((202, 0)));
    }

    public Task<HttpResponseMessage> ResumeAsync(string lastEventId) => SendAsync("GET", "", ("Last-Event-ID", lastEventId));

    /// <summary>Sends a request that is right, but for one header; an empty value leaves it out.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string body, (string Name, string Value) header = default) =>
        SendAsync(method, Encoding.UTF8.GetBytes(body), header);

    /// <inheritdoc cref="SendAsync(string, string, ValueTuple{string, string})"/>
    public async Task<HttpResponseMessage> SendAsync(string method, byte[] body, (string Name, string Value) header = default)
    {
        var headers = new Dictionary<string, string>
        {
            ["Accept"] = "application/json, text/event-stream",
            ["Content-Type"] = "application/json",
            ["Mcp-Session-Id"] = _session,
            ["MCP-Protocol-Version"] = "2025-11-25",
        };
        if (header.Name is not null)
        {
            headers[header.Name] = header.Value!;
        }

        using var request = new HttpRequestMessage(new(method), _uri);
        if (method is "POST" or "PUT")
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(headers["Content-Type"]) } };
            request.Headers.ExpectContinue = body.Length > 1024 * 1024; // a refusal may close the connection before all is written
        }

        foreach (var (name, value) in headers.Where(h => h.Key != "Content-Type" && h.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Peer.Deadline);
    }
}
