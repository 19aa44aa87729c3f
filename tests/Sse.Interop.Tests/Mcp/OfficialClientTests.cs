using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Sse.Interop.Tests.Peers;
using OfficialClient = ModelContextProtocol.Client.McpClient;

namespace Sse.Interop.Tests.Mcp;

/// <summary>The official clients of MCP against <c>samples/McpServer</c>.</summary>
public class OfficialClientTests
{
    private static readonly string[] Tools = ["echo", "count", "test_reconnection"];

    [TestCase("300", "count", 0)]
    [TestCase("300", "test_reconnection", 1)]
    [TestCase("0.2", "count", 2)]
    public async Task The_client_of_npm_calls_tools_and_resumes(string connectionAge, string tool, int minResumed)
    {
        await NodeModules.RequireAsync();
        await using var server = await SampleServer.StartAsync(connectionAge);
        var steps = tool == "count" ? 12 : 3;
        await using var client = Peer.Run(
            NodeModules.Node, "clients/mcp.mjs", $"{server.Uri}", tool, JsonSerializer.Serialize(new { to = steps }));

        var lines = (await client.WaitForExitAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement[]>(line)!)
            .ToLookup(line => line[0].GetString(), line => line[1]);

        Assert.That(lines["error"], Is.Empty);
        Assert.That(lines["server"].Single().GetString(), Is.EqualTo("McpServer"));
        Assert.That(lines["tools"].Single().EnumerateArray().Select(name => name.GetString()), Is.EqualTo(Tools));
        Assert.That(lines["progress"].Select(n => n.GetInt32()), Is.EqualTo(Enumerable.Range(1, steps)));
        Assert.That(lines["result"].Single().GetString(), Is.EqualTo($"Counted to {steps}."));
        Assert.That(lines["resumed"].Single().GetInt32(), minResumed == 0 ? Is.Zero : Is.AtLeast(minResumed));
        Assert.That(lines["end"].Count(), Is.EqualTo(1));
    }

    [TestCase("300", "count")]
    [TestCase("300", "test_reconnection")]
    [TestCase("0.2", "count")]
    public async Task The_client_of_NuGet_calls_tools_and_resumes(string connectionAge, string tool)
    {
        await using var server = await SampleServer.StartAsync(connectionAge);
        using var deadline = new CancellationTokenSource(Peer.Deadline);
        await using var transport = new HttpClientTransport(new()
        {
            Endpoint = server.Uri,
            TransportMode = HttpTransportMode.StreamableHttp,
            MaxReconnectionAttempts = 20,
        });
        await using var client = await OfficialClient.CreateAsync(
            transport, new() { ProtocolVersion = "2025-11-25" }, cancellationToken: deadline.Token);
        var steps = tool == "count" ? 12 : 3;
        var progress = new ConcurrentQueue<int>(); // its handlers run concurrently
        await using var registration = client.RegisterNotificationHandler("notifications/progress", (notification, _) =>
        {
            progress.Enqueue((int)notification.Params!["progress"]!);
            return ValueTask.CompletedTask;
        });

        var tools = await client.ListToolsAsync(cancellationToken: deadline.Token);
        var result = await client.CallToolAsync(
            tool,
            new Dictionary<string, object?> { ["to"] = steps },
            new Progress<ProgressNotificationValue>(_ => { }),
            cancellationToken: deadline.Token);

        Assert.That(client.ServerInfo?.Name, Is.EqualTo("McpServer"));
        Assert.That(tools.Select(t => t.Name), Is.EqualTo(Tools));
        Assert.That(((TextContentBlock)result.Content.Single()).Text, Is.EqualTo($"Counted to {steps}."));
        Assert.That(() => progress.Order(), Is.EqualTo(Enumerable.Range(1, steps)).After(5).Seconds.PollEvery(10).MilliSeconds);
    }

    [TestCase("cancelled")]
    [TestCase("unknown")]
    public async Task The_client_of_npm_gives_up_a_call_that_cannot_be_resumed_and_keeps_the_session(string why)
    {
        await NodeModules.RequireAsync();
        await using var server = await SampleServer.StartAsync();
        await using var client = Peer.Run(NodeModules.Node, "clients/mcp-unresumable.mjs", $"{server.Uri}", why);

        var lines = (await client.WaitForExitAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)
            .ToLookup(line => line[0], line => line[1]);

        Assert.That(lines["error"], Has.Some.EqualTo("Streamable HTTP error: Failed to open SSE stream: Bad Request"));
        Assert.That(lines["error"], Has.Some.EqualTo("Maximum reconnection attempts (2) exceeded."));
        Assert.That(lines["result"], Is.EqualTo(new[] { "still here" }));
    }

    [Test]
    public async Task The_client_of_NuGet_fails_a_call_that_cannot_be_resumed_and_keeps_the_session()
    {
        await using var server = await SampleServer.StartAsync();
        using var deadline = new CancellationTokenSource(Peer.Deadline);
        using var http = new HttpClient(new ForgetfulHandler());
        await using var transport = new HttpClientTransport(
            new() { Endpoint = server.Uri, TransportMode = HttpTransportMode.StreamableHttp }, http);
        await using var client = await OfficialClient.CreateAsync(
            transport, new() { ProtocolVersion = "2025-11-25" }, cancellationToken: deadline.Token);

        var error = await Assert.ThrowsAsync<McpException>(
            async () => await client.CallToolAsync("test_reconnection", cancellationToken: deadline.Token));
        var echo = await client.CallToolAsync(
            "echo", new Dictionary<string, object?> { ["text"] = "still here" }, cancellationToken: deadline.Token);

        Assert.That(error!.Message, Does.Contain("completed without a reply"));
        Assert.That(((TextContentBlock)echo.Content.Single()).Text, Is.EqualTo("still here"));
    }

    /// <summary>Sends an ID that the server does not know.</summary>
    private sealed class ForgetfulHandler() : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Remove("Last-Event-ID"))
            {
                request.Headers.Add("Last-Event-ID", "unknown");
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
