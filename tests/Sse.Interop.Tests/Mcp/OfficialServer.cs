using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Mcp;

/// <summary>The servers of the official SDKs, with the same tools: npm's in <c>tests/peers/servers/mcp.mjs</c>, NuGet's here.</summary>
internal static class OfficialServer
{
    /// <summary>After which time they ask a client to return.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    /// <param name="sdk">npm, npm with answers in JSON, or NuGet.</param>
    /// <returns>The server, and its root.</returns>
    public static async Task<(IAsyncDisposable Server, Uri Root)> StartAsync(string sdk)
    {
        if (sdk == "NuGet")
        {
            var server = await TestServer.StartAsync(app => app.MapMcp("/mcp"), AddServices);
            return (server, server.Uri);
        }

        var peer = await Peer.NodeAsync("mcp.mjs", sdk == "npm, JSON" ? "json" : "");
        return (peer, peer.Uri);
    }

    private static void AddServices(IServiceCollection services)
    {
        McpServer session = null!;
        services.AddDistributedMemoryCache();
#pragma warning disable MCP9004, MCP9006, MCPEXP002 // HTTP+SSE, and sessions, for revision 2025-11-25 and earlier
        services.AddMcpServer(server => server.ServerInfo = new() { Name = "NuGet", Version = "1.0.0" })
            .WithHttpTransport(http =>
            {
                http.Stateless = false;
                http.EnableLegacySse = true;
                http.RunSessionHandler = (_, server, cancellationToken) =>
                {
                    session = server;
                    return server.RunAsync(cancellationToken);
                };
            })
            .WithDistributedCacheEventStreamStore()
#pragma warning restore MCP9004, MCP9006, MCPEXP002
            .WithTools(
            [
                McpServerTool.Create(CountAsync, new() { Name = "count" }),
                McpServerTool.Create(PollAsync, new() { Name = "poll" }),
                McpServerTool.Create(() => new string('x', 100_000), new() { Name = "large" }),
                McpServerTool.Create(
                    async (string what) =>
                    {
                        // Not by the server that a tool receives: it sends on the stream of the call.
                        await session.SendNotificationAsync("notifications/message", new { level = "info", data = what });
                        return "announced";
                    },
                    new() { Name = "announce" }),
            ]);
    }

    private static string CountAsync(IProgress<ProgressNotificationValue> progress)
    {
        for (var n = 1; n <= 3; n++)
        {
            progress.Report(new() { Progress = n, Total = 3 });
        }

        return "3";
    }

    private static async Task<string> PollAsync(
        RequestContext<CallToolRequestParams> context, IProgress<ProgressNotificationValue> progress, CancellationToken cancellationToken)
    {
        await context.EnablePollingAsync(Retry, cancellationToken);
        for (var n = 1; n <= 3; n++)
        {
            progress.Report(new() { Progress = n, Total = 3 });
            await Task.Delay(300, cancellationToken);
        }

        return "3";
    }
}
