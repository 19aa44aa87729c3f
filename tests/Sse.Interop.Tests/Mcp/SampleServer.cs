using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary><c>samples/McpServer</c> as a process.</summary>
internal static class SampleServer
{
    /// <param name="connectionAge">After how many seconds it closes a connection.</param>
    public static Task<Peer> StartAsync(string connectionAge = "300") => Peer.ServeAsync(
        "dotnet",
        (port, _) =>
            ["exec", Repository.Sample("McpServer"), "--port", $"{port}", "--connection-age", connectionAge, "--retry", "200"],
        path: "mcp");
}
