using System.Diagnostics;
using System.Net.Sockets;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Faults;

/// <summary>
/// A server in a separate network namespace, connected by one link that can drop all packets. The link and the namespace are removed when
/// the server's process ends.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private const int Port = 8080;

    private readonly Peer _server;
    private readonly string _pid;

    private NetworkNamespace(Peer server, string pid, string address)
    {
        _server = server;
        _pid = pid;
        Uri = new($"http://{address}:{Port}/");
    }

    public Uri Uri { get; }

    /// <summary>Starts a server of <c>tests/peers/servers</c>. Skips the test if the machine does not allow network namespaces.</summary>
    public static async Task<NetworkNamespace> StartAsync(string script)
    {
        foreach (var command in new[] { "node", "ip", "iptables", "unshare", "nsenter" })
        {
            Requires.Program(command);
        }

        var link = "sse" + Path.GetRandomFileName()[..8];
        var server = Peer.Run(
            "unshare",
            ["--net", "bash", "-c", $"echo \"[$$]\"; ip link set lo up; exec node servers/{script} {Port} 0.0.0.0"],
            cleanUp: $"ip link del {link}");
        try
        {
            var (a, b) = (Random.Shared.Next(64, 128), Random.Shared.Next(64) * 4);
            var output = await Task.WhenAny(server.WaitForOutputAsync("]"), server.WaitForExitAsync()).Unwrap();
            if (!output.Contains(']', StringComparison.Ordinal))
            {
                throw new NotSupportedException(output);
            }

            var network = new NetworkNamespace(server, output.Split('[', ']')[1], $"10.99.{a}.{b + 2}");
            await RunAsync("ip", "link", "add", link, "type", "veth", "peer", "name", link + "x", "netns", network._pid);
            await RunAsync("ip", "addr", "add", $"10.99.{a}.{b + 1}/30", "dev", link);
            await RunAsync("ip", "link", "set", link, "up");
            await network.RunInsideAsync("ip", "addr", "add", $"10.99.{a}.{b + 2}/30", "dev", link + "x");
            await network.RunInsideAsync("ip", "link", "set", link + "x", "up");
            await network.RunInsideAsync("iptables", "-L", "-n");
            await network.WaitForListenerAsync();
            return network;
        }
        catch (NotSupportedException e)
        {
            await server.DisposeAsync();
            Assert.Ignore($"Network namespaces need root, or unprivileged user namespaces: {e.Message}");
            throw;
        }
    }

    /// <summary>Drops all packets on the link from now on.</summary>
    public async Task BlackHoleAsync()
    {
        await RunInsideAsync("iptables", "-I", "INPUT", "-j", "DROP");
        await RunInsideAsync("iptables", "-I", "OUTPUT", "-j", "DROP");
    }

    public async Task HealAsync() => await RunInsideAsync("iptables", "-F");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task RunAsync(string command, params string[] arguments)
    {
        await using var peer = Peer.Run(command, arguments);
        var output = await peer.WaitForExitAsync();
        if (peer.ExitCode != 0)
        {
            throw new NotSupportedException($"{command} {string.Join(' ', arguments)}: {output}");
        }
    }

    private Task RunInsideAsync(string command, params string[] arguments) =>
        RunAsync("nsenter", ["-t", _pid, "-n", Requires.Program(command), .. arguments]);

    private async Task WaitForListenerAsync()
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Uri.Host, Port).WaitAsync(Peer.Deadline);
                return;
            }
            catch (SocketException) when (time.Elapsed < Peer.Deadline)
            {
                await Task.Delay(20);
            }
        }
    }
}
