using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>MCP's own conformance tests, of the samples: <c>McpServer</c>, on this server, and <c>McpClient</c>, on this client.</summary>
public class ConformanceTests
{
    [Test]
    public async Task McpServer_conforms()
    {
        await NodeModules.RequireAsync();
        await using var server = await SampleServer.StartAsync();
        string[] scenarios =
        [
            "server-initialize", "ping", "tools-list", "server-sse-polling", "server-sse-multiple-streams", "dns-rebinding-protection",
        ];

        await Task.WhenAll(scenarios.Select(scenario => RunAsync("server", scenario, "--url", $"{server.Uri}")));
    }

    [TestCase("initialize", "")]
    [TestCase("tools_call", """--call add_numbers --arguments '{"a":2,"b":3}'""")]
    [TestCase("sse-retry", "--call test_reconnection")]
    public async Task McpClient_conforms(string scenario, string arguments)
    {
        await NodeModules.RequireAsync();

        await RunAsync("client", scenario, "--command", $"dotnet exec '{Repository.Sample("McpClient")}' {arguments}");
    }

    private static async Task RunAsync(string side, params string[] arguments)
    {
        await using var peer = Peer.Run(
            NodeModules.Node, ["node_modules/@modelcontextprotocol/conformance/dist/index.js", side, "--scenario", .. arguments]);

        var output = await peer.WaitForExitAsync();

        Assert.That(peer.ExitCode, Is.Zero, output);
        Assert.That(output, Does.Match("Passed: ([1-9][0-9]*)/\\1, 0 failed, 0 warnings"));
    }
}
