using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>PHP's built-in web server with several workers, since a streaming request blocks its worker.</summary>
internal static class Php
{
    public static async Task<Peer> StartAsync(string page) =>
        await Peer.ServeAsync(
            "env", (port, _) => ["PHP_CLI_SERVER_WORKERS=4", Requires.Program("php"), "-S", $"127.0.0.1:{port}", "-t", "php"], path: page);
}
