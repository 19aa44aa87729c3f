using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>PHP's own web server, with workers: one that streams would keep all others waiting.</summary>
internal static class Php
{
    public static async Task<Peer> StartAsync(string page) =>
        await Peer.ServeAsync("env", (port, _) => ["PHP_CLI_SERVER_WORKERS=4", Requires.Program("php"), "-S", $"127.0.0.1:{port}", "-t", "php"], page: page);
}
