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

    private static Peer Server { get; set; } = null!;

    private static McpRequests Session { get; set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Server = await SampleServer.StartAsync();
        Session = await McpRequests.BeginAsync(Server.Uri);
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
    [TestCase("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","result":{}}""", 400, -32600)]
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
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"initialize"}""", 200, -32602)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}""", 200, -32602)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", 200, -32601)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}}""", 200, -32602)]
    public async Task A_body_that_is_wrong_is_answered_with_an_error_of_JSON_RPC(string body, int status, int code)
    {
        using var response = await Session.SendAsync("POST", body);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That((int?)(await McpRequests.JsonAsync(response))["error"]!["code"], Is.EqualTo(code));
    }

    [TestCase(""" "arguments":null """)]
    [TestCase(""" "arguments":"text" """)]
    [TestCase(""" "arguments":["text"] """)]
    [TestCase(""" "_meta":1 """)]
    [TestCase(""" "_meta":{"progressToken":null} """)]
    [TestCase(""" "_meta":{"progressToken":{}} """)]
    [TestCase(""" "_meta":{"progressToken":[1]} """)]
    [TestCase(""" "_meta":{"progressToken":true} """)]
    [TestCase(""" "_meta":{"progressToken":1.5} """)]
    public async Task Parameters_that_form_no_call_are_an_error_of_JSON_RPC(string parameter)
    {
        using var response = await Session.SendAsync(
            "POST", $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo",{{parameter}} } }""");

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That((int?)(await McpRequests.JsonAsync(response))["error"]!["code"], Is.EqualTo(-32602));
    }

    [Test]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var response = await Session.SendAsync("POST", Ping + new string(' ', 1024 * 1024));

        Assert.That((int)response.StatusCode, Is.EqualTo(413));
        Assert.That((int?)(await McpRequests.JsonAsync(response))["error"]!["code"], Is.EqualTo(-32600));
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
            using var response = await Session.SendAsync("POST", body);

            Assert.That((int)response.StatusCode, Is.EqualTo(400));
            Assert.That((int?)(await McpRequests.JsonAsync(response))["error"]!["code"], Is.EqualTo(-32700));
        }
    }

    [Test]
    public async Task A_call_that_is_refused_for_its_last_event_ID_does_not_run()
    {
        const string arguments = """{"to":3}""";
        using (var refused = await Session.At("?lastEventId=%0A").CallAsync("7", "count", arguments))
        {
            Assert.That((int)refused.StatusCode, Is.EqualTo(400));
            Assert.That((string?)(await McpRequests.JsonAsync(refused))["error"]!["message"], Does.StartWith("Last-Event-ID: "));
        }

        using var call = await Session.CallAsync("7", "count", arguments);

        Assert.That((await McpRequests.EventsAsync(call))[^1].Data, Does.Contain("Counted to 3."), "the ID is free");
    }

    [TestCase("POST", "Accept", "application/json", 406)]
    [TestCase("POST", "Accept", "text/event-stream", 406)]
    [TestCase("POST", "Accept", "*/*", 406)]
    [TestCase("POST", "Accept", "application/json;q=0, text/event-stream", 406)]
    [TestCase("POST", "Accept", "application/jsonx, text/event-stream", 406)]
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
        using var response = await Session.SendAsync(method, Ping, (header, value));

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

    [TestCase("count", """{"to":"many"}""", true, "to: expected a whole number from 1 to 1000.")]
    [TestCase("count", """{"to":2.5}""", true, "to: expected a whole number from 1 to 1000.")]
    [TestCase("count", """{"to":1e99}""", true, "to: expected a whole number from 1 to 1000.")]
    [TestCase("count", """{"to":2.0}""", false, "Counted to 2.")]
    [TestCase("count", """{"to":2e0}""", false, "Counted to 2.")]
    [TestCase("echo", "{}", true, "text: expected a string.")]
    [TestCase("echo", """{"text":1}""", true, "text: expected a string.")]
    public async Task A_tool_answers_the_model_also_if_it_refuses_its_arguments(string tool, string arguments, bool isError, string text)
    {
        using var response = await Session.CallAsync("1", tool, arguments);

        var events = await McpRequests.EventsAsync(response);
        Assert.That(events[0].Data, Is.Empty, "primes the client");
        var result = JsonNode.Parse(events[^1].Data)!["result"]!;
        Assert.That(((bool?)result["isError"], (string?)result["content"]![0]!["text"]), Is.EqualTo((isError, text)));
    }

    [Test]
    public async Task A_call_with_the_ID_of_a_running_one_is_refused()
    {
        using var first = await Session.CallAsync("7", "count", """{"to":1000}""");

        using var second = await Session.CallAsync("7.0", "count", """{"to":1}""");

        Assert.That((int)second.StatusCode, Is.EqualTo(400));
        await Session.CancelAsync("7");
        await McpRequests.EventsAsync(first);
        using var third = await Session.CallAsync("7", "count", """{"to":1}""");
        Assert.That((int)third.StatusCode, Is.EqualTo(200));
    }

    [TestCase("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"a":[1]}}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"?"}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":7,"result":{}}""")]
    public async Task Notifications_and_responses_are_accepted_whatever_is_in_them(string body)
    {
        using var response = await Session.SendAsync("POST", body);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task A_session_that_was_deleted_is_unknown()
    {
        var session = await McpRequests.BeginAsync(Server.Uri);

        using var deleted = await session.SendAsync("DELETE", "");
        using var response = await session.SendAsync("POST", Ping);

        Assert.That((deleted.StatusCode, response.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
    }
}
