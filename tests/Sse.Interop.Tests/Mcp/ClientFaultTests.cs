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

    [TestCase("text/event-stream", "id: 1\nevent: error\ndata: text\n\n")]
    [TestCase("text/event-stream", "id: 1\ndata:\n\nevent: error\n\n")]
    [TestCase("text/event-stream", "id: 1\ndata:\n\n{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n\n")]
    [TestCase("text/event-stream", "id: 1\ndata: {\"id\":null,\"error\":{\"code\":1,\"message\":\"?\"}}\n\n")]
    [TestCase("text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"id\":2}\n\n")]
    [TestCase("text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":5}\n\n")]
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

    [Test]
    public async Task An_answer_that_ends_without_a_response_fails_the_call() =>
        await Assert.ThrowsAsync<McpException>(() => CallAsync("text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"method\":\"m\"}\n\n"));

    [Test]
    public async Task The_program_ends_the_session_also_after_a_call_that_has_failed()
    {
        var ended = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(app =>
        {
            app.MapPost("/", (JsonObject message) => (string?)message["method"] == "initialize"
                ? Results.Text("""{"jsonrpc":"2.0","id":1,"result":{}}""", "application/json")
                : message["id"] is null ? Results.StatusCode(202)
                : Results.Text("""{"jsonrpc":"2.0","id":2,"error":{"code":7,"message":"No."}}""", "application/json"));
            app.MapDelete("/", () =>
            {
                ended.TrySetResult();
                return Results.StatusCode(405);
            });
        });
        await using var client = Peer.Run("dotnet", "exec", Repository.Sample("McpClient"), $"{server.Uri}", "--call", "none");

        var output = await client.WaitForExitAsync();

        Assert.That(client.ExitCode, Is.EqualTo(1));
        Assert.That(output, Does.EndWith("No. (code 7)\n"));
        Assert.That(ended.Task.IsCompleted);
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
