using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>What <c>samples/McpServer</c> answers to requests that are wrong: by the protocol.</summary>
public class RefusalTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private static readonly HttpClient Http = new();

    private static Peer Server { get; set; } = null!;

    private static string Session { get; set; } = "";

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Server = await SampleServer.StartAsync();
        using var response = await SendAsync("POST", """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"1"}}""");
        Session = response.Headers.GetValues("Mcp-Session-Id").Single();
        Assert.That((string?)(await JsonAsync(response))["result"]!["protocolVersion"], Is.EqualTo("2025-11-25"), "the server's own");
    }

    [OneTimeTearDown]
    public static async Task StopAsync() => await Server.DisposeAsync();

    [TestCase("{", 400, -32700)]
    [TestCase("", 400, -32700)]
    [TestCase("[" + Ping + "]", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", 200, -32601)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}}""", 200, -32602)]
    public async Task A_body_that_is_wrong_is_answered_with_an_error_of_JSON_RPC(string body, int status, int code)
    {
        using var response = await SendAsync("POST", body);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That((int?)(await JsonAsync(response))["error"]!["code"], Is.EqualTo(code));
    }

    [TestCase("POST", "Accept", "application/json", 406)]
    [TestCase("POST", "Accept", "text/event-stream", 406)]
    [TestCase("GET", "Accept", "application/json", 406)]
    [TestCase("POST", "Content-Type", "text/plain", 415)]
    [TestCase("POST", "Mcp-Session-Id", "", 400)]
    [TestCase("POST", "Mcp-Session-Id", "unknown", 404)]
    [TestCase("GET", "Mcp-Session-Id", "unknown", 404)]
    [TestCase("DELETE", "Mcp-Session-Id", "unknown", 404)]
    [TestCase("POST", "MCP-Protocol-Version", "2026-07-28", 400)]
    [TestCase("POST", "Origin", "https://example.com", 403)]
    [TestCase("POST", "Origin", "null", 403)]
    [TestCase("POST", "Host", "example.com", 400)]
    [TestCase("GET", "Last-Event-ID", "99/x/1", 400)]
    [TestCase("PUT", "Accept", "application/json", 405)]
    public async Task A_header_that_is_wrong_is_refused(string method, string header, string value, int status)
    {
        using var response = await SendAsync(method, Ping, (header, value));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_tool_that_refuses_its_arguments_answers_the_model()
    {
        using var response = await SendAsync(
            "POST", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"count","arguments":{"to":"many"}}}""");

        await using var stream = await response.Content.ReadAsStreamAsync();
        var data = await stream.ReadSseAsync().Select(e => e.Data).ToListAsync();
        Assert.That(data[0], Is.Empty, "primes the client");
        Assert.That((bool?)JsonNode.Parse(data[1])!["result"]!["isError"], Is.True);
    }

    [Test]
    public async Task A_call_that_is_cancelled_ends_without_a_response()
    {
        using var response = await SendAsync(
            "POST", """{"jsonrpc":"2.0","id":"c","method":"tools/call","params":{"name":"count","arguments":{"to":1000}}}""");

        using var cancelled = await SendAsync(
            "POST", """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}}""");

        await using var stream = await response.Content.ReadAsStreamAsync();
        var data = await stream.ReadSseAsync().Select(e => e.Data).ToListAsync().AsTask().WaitAsync(Peer.Deadline);
        Assert.That(data, Is.EqualTo(new[] { "" }));
        Assert.That((cancelled.StatusCode, cancelled.Content.Headers.ContentLength), Is.EqualTo((HttpStatusCode.Accepted, 0)));
    }

    [Test]
    public async Task A_session_that_was_deleted_is_unknown()
    {
        using var begun = await SendAsync("POST", """{"jsonrpc":"2.0","id":0,"method":"initialize"}""");
        var session = begun.Headers.GetValues("Mcp-Session-Id").Single();

        using var deleted = await SendAsync("DELETE", "", ("Mcp-Session-Id", session));
        using var response = await SendAsync("POST", Ping, ("Mcp-Session-Id", session));

        Assert.That((deleted.StatusCode, response.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>Sends a request that is right, but for one header; an empty value leaves it out.</summary>
    private static async Task<HttpResponseMessage> SendAsync(string method, string body, (string Name, string Value) header = default)
    {
        var headers = new Dictionary<string, string>
        {
            ["Accept"] = "application/json, text/event-stream",
            ["Mcp-Session-Id"] = Session,
            ["MCP-Protocol-Version"] = "2025-11-25",
        };
        var type = "application/json";
        using var request = new HttpRequestMessage(new(method), Server.Uri);
        if (header.Name == "Content-Type")
        {
            type = header.Value;
        }
        else if (header.Name is not null)
        {
            headers[header.Name] = header.Value!;
        }

        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Peer.Deadline);
    }
}
