using System.Text.Json;
using System.Text.Json.Nodes;
using McpClient;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>What <c>samples/McpClient</c> makes of a server that sends what is no JSON-RPC.</summary>
public class ClientFaultTests
{
    private const string Response = "data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"n\":1}}\n\n";

    [TestCase("event: sse-gap\ndata: {\"reason\":\"expired\"}\n\n")]
    [TestCase("event: other\ndata: text\n\n")]
    [TestCase("event: ping\n\n")]
    [TestCase(": comment\n\nid: 1\ndata\n\nid: 2\n\nretry: 100\n\n")]
    public async Task Events_of_other_types_and_events_without_data_are_no_messages(string before)
    {
        var result = await CallAsync("text/event-stream", before + Response);

        Assert.That((int?)result["n"], Is.EqualTo(1));
    }

    [TestCase("text/event-stream", "data: [1]\n\n")]
    [TestCase("text/event-stream", "data: null\n\n")]
    [TestCase("text/event-stream", "data: {\"reason\":\"expired\"}\n\n")]
    [TestCase("text/event-stream", "data: {\"id\":2,\"result\":{}}\n\n")]
    [TestCase("application/json", "[]")]
    [TestCase("application/json", "{}")]
    [TestCase("application/json", "")]
    [TestCase("application/json", """{"jsonrpc":"2.0","id":9,"result":{}}""")]
    [TestCase("application/json", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"?"}}""")]
    [TestCase("application/json", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"?"}}""")]
    public async Task What_is_no_response_fails_the_call(string type, string body)
    {
        var error = await Assert.ThrowsAsync<McpException>(() => CallAsync(type, body + (type[0] == 't' ? Response : "")));

        Assert.That(error!.Message.Contains("-32600"), Is.EqualTo(body.Contains("-32600")));
    }

    [TestCase("text/event-stream", "data: text\n\n")]
    [TestCase("text/html", "<p>Sign in")]
    public async Task What_is_no_JSON_fails_the_call(string type, string body) =>
        await Assert.CatchAsync<JsonException>(() => CallAsync(type, body));

    [TestCase(400)]
    [TestCase(404)]
    public async Task An_error_status_fails_the_call(int status)
    {
        var error = await Assert.ThrowsAsync<SseResponseException>(
            () => CallAsync("application/json", """{"jsonrpc":"2.0","id":2,"error":{"code":-32600,"message":"?"}}""", status));

        Assert.That(error!.StatusCode, Is.EqualTo(status));
    }

    /// <summary>Sends a request to a server that answers with this.</summary>
    private static async Task<JsonObject> CallAsync(string type, string body, int status = 200)
    {
        await using var server = await TestServer.StartAsync(app => app.MapPost("/", Answer));
        using var http = new HttpClient();
        var session = await McpSession.BeginAsync(server.Uri, http);
        return await session.CallAsync("ask").WaitAsync(Peer.Deadline);

        IResult Answer(JsonObject message) => (string?)message["method"] switch
        {
            "initialize" => Results.Text("""{"jsonrpc":"2.0","id":1,"result":{}}""", "application/json"),
            "ask" => Results.Text(body, type, statusCode: status),
            _ => Results.StatusCode(202),
        };
    }
}
