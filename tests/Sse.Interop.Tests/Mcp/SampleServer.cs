using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Mcp;

/// <summary><c>samples/McpServer</c> as a process.</summary>
internal static class SampleServer
{
    /// <param name="connectionAge">After how many seconds it closes a connection.</param>
    /// <param name="shutdownTimeout">For how many seconds its host waits when it is stopped.</param>
    public static Task<Peer> StartAsync(string connectionAge = "300", int shutdownTimeout = 30) => Peer.ServeAsync(
        "env",
        (port, _) =>
        [
            $"DOTNET_shutdownTimeoutSeconds={shutdownTimeout}", "dotnet", "exec",
            Repository.Sample("McpServer"),
            "--port", $"{port}", "--connection-age", connectionAge, "--retry", "200",
        ],
        path: "mcp");
}
