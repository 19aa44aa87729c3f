using System.Net;
using System.Net.Sockets;
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
    [TestCase("[]", 400, -32600)]
    [TestCase("null", 400, -32600)]
    [TestCase("\"ping\"", 400, -32600)]
    [TestCase("1", 400, -32600)]
    [TestCase("{}", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1}""", 400, -32600)]
    [TestCase("""{"jsonrpc":2,"id":1,"method":"ping"}""", 400, -32600)]
    [TestCase("""{"id":1,"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":7,"result":{}}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":null}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":[1],"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":true,"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","params":null}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"echo"}}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":"\ud800","method":"ping"}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"\udc00"}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"ping","\ud800":1}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"\ud800"}}}""", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":{"a":1}}}""", 200, -32602)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", 200, -32602)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", 200, -32601)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}}""", 200, -32602)]
    public async Task A_body_that_is_wrong_is_answered_with_an_error_of_JSON_RPC(string body, int status, int code)
    {
        using var response = await SendAsync("POST", body);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That((int?)(await JsonAsync(response))["error"]!["code"], Is.EqualTo(code));
    }

    [Test]
    public async Task A_body_that_is_nested_too_deeply_or_not_UTF_8_is_no_JSON()
    {
        const string ping = """{"jsonrpc":"2.0","id":1,"method":"ping","params":""";
        byte[][] bodies =
        [
            Encoding.UTF8.GetBytes($"{ping}{string.Concat(Enumerable.Repeat("{\"a\":", 10_000))}"),
            Encoding.Unicode.GetBytes(ping + "{}}"),
            [.. Encoding.UTF8.GetBytes(ping + "{\"a\":\""), 0xC3, .. Encoding.UTF8.GetBytes("\"}}")],
        ];
        foreach (var body in bodies)
        {
            using var response = await SendAsync("POST", body);

            Assert.That((int)response.StatusCode, Is.EqualTo(400));
            Assert.That((int?)(await JsonAsync(response))["error"]!["code"], Is.EqualTo(-32700));
        }
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
    [TestCase("POST", "Origin", "http://localhost, http://example.com", 403)]
    [TestCase("POST", "Host", "example.com", 400)]
    [TestCase("GET", "Last-Event-ID", "99/x/1", 400)]
    [TestCase("PUT", "Accept", "application/json", 405)]
    public async Task A_header_that_is_wrong_is_refused(string method, string header, string value, int status)
    {
        using var response = await SendAsync(method, Ping, (header, value));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [TestCase("Origin", "http://localhost", "http://example.com", 403)]
    [TestCase("Origin", "http://example.com", "http://localhost", 403)]
    [TestCase("MCP-Protocol-Version", "2025-11-25", "2026-07-28", 400)]
    [TestCase("Mcp-Session-Id", "a", "b", 400)]
    public async Task Two_headers_of_one_name_are_refused_if_one_is_wrong(string header, string first, string second, int status)
    {
        using var client = new TcpClient(); // HttpClient sends one line
        await client.ConnectAsync(IPAddress.Loopback, Server.Uri.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST /mcp HTTP/1.1
            Host: localhost
            Accept: application/json, text/event-stream
            Content-Type: application/json
            Content-Length: {Ping.Length}
            {header}: {first}
            {header}: {second}

            {Ping}
            """.ReplaceLineEndings("\r\n")));

        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadLineAsync().WaitAsync(Peer.Deadline), Does.StartWith($"HTTP/1.1 {status} "));
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

    [TestCase("\"text\"")]
    [TestCase("[\"text\"]")]
    [TestCase("""{"text":1}""")]
    public async Task Arguments_of_wrong_types_are_answered_too(string arguments)
    {
        const string call =
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","_meta":{"progressToken":[1]},"arguments":""";

        using var response = await SendAsync("POST", call + arguments + "}}");

        var answer = await response.Content.ReadAsStringAsync().WaitAsync(Peer.Deadline);
        Assert.That(answer, Does.Contain("text: expected a string.").And.Contain("\"isError\":true"));
    }

    [TestCase("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"a":[1]}}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":7,"result":{}}""")]
    public async Task Notifications_and_responses_are_accepted_whatever_is_in_them(string body)
    {
        using var response = await SendAsync("POST", body);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
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
    private static Task<HttpResponseMessage> SendAsync(string method, string body, (string Name, string Value) header = default) =>
        SendAsync(method, Encoding.UTF8.GetBytes(body), header);

    private static async Task<HttpResponseMessage> SendAsync(string method, byte[] body, (string Name, string Value) header = default)
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
            type = header.Value!;
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
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(type) } };
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Peer.Deadline);
    }
}
