using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sse.Acceptance.Tests;

/// <summary>
/// A network namespace for a node. A cable joins it to the network of the tests, where a proxy leads to the engine. The cable can lose the
/// packets between the node and the engine, while the node's clients still reach it.
/// </summary>
internal sealed class NodeNetwork : IAsyncDisposable
{
    private readonly EngineProcess _holder = new();
    private readonly int _subnet = Random.Shared.Next(64 * 256);
    private CuttableProxy? _proxy;

    private NodeNetwork()
    {
    }

    /// <summary>The address of the node.</summary>
    public string Address => AddressOf(2);

    /// <summary>The address by which the node reaches the engine.</summary>
    public string ProxyAddress => AddressOf(1);

    public int ProxyPort => _proxy!.Port;

    private string ProcessId => _holder.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Skips the test if the machine does not allow network namespaces.</summary>
    public static async Task<NodeNetwork> StartAsync(int enginePort)
    {
        foreach (var program in new[] { "unshare", "nsenter", "ip", "iptables" })
        {
            Requires.Program(program);
        }

        var network = new NodeNetwork();
        try
        {
            await RunAsync("unshare", "--net", "true");
            await network.ConnectAsync(enginePort);
            return network;
        }
        catch (NotSupportedException error)
        {
            await network.DisposeAsync();
            Assert.Ignore($"Network namespaces need root: {error.Message}");
            throw;
        }
    }

    /// <summary>The command that runs another in this network.</summary>
    public string[] Inside(params string[] command) => [Requires.Program("nsenter"), "-t", ProcessId, "-n", "--", .. command];

    /// <summary>Loses the packets between the node and the engine from now on.</summary>
    public async Task CutAsync(Direction direction)
    {
        var port = ProxyPort.ToString(CultureInfo.InvariantCulture);
        if (direction != Direction.FromEngine)
        {
            await RunInsideAsync(Requires.Program("iptables"), "-I", "OUTPUT", "-p", "tcp", "--dport", port, "-j", "DROP");
        }

        if (direction != Direction.ToEngine)
        {
            await RunInsideAsync(Requires.Program("iptables"), "-I", "INPUT", "-p", "tcp", "--sport", port, "-j", "DROP");
        }
    }

    public Task HealAsync() => RunInsideAsync(Requires.Program("iptables"), "-F");

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _holder.DisposeAsync(); // and with its last process, the namespace and the cable
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(Requires.Program(command[0].Split('/')[^1]), command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new NotSupportedException($"{string.Join(' ', command)}: {string.Concat(output)}");
        }
    }

    private async Task ConnectAsync(int enginePort)
    {
        _holder.Start(Requires.Program("unshare"), "--net", "sleep", "infinity");
        await _holder.WaitAsync(() => Task.FromResult(NamespaceOf(ProcessId) != NamespaceOf("self")));
        var name = $"sse{Path.GetRandomFileName()[..8]}";
        await RunAsync("ip", "link", "add", name, "type", "veth", "peer", "name", name + "x", "netns", ProcessId);
        await RunAsync("ip", "addr", "add", $"{ProxyAddress}/30", "dev", name);
        await RunAsync("ip", "link", "set", name, "up");
        await RunInsideAsync(Requires.Program("ip"), "addr", "add", $"{Address}/30", "dev", name + "x");
        await RunInsideAsync(Requires.Program("ip"), "link", "set", name + "x", "up");
        await RunInsideAsync(Requires.Program("ip"), "link", "set", "lo", "up");
        await HealAsync(); // which shows that packets can be filtered
        _proxy = new(enginePort, IPAddress.Parse(ProxyAddress));

        static string? NamespaceOf(string process) => new FileInfo($"/proc/{process}/ns/net").LinkTarget;
    }

    private Task RunInsideAsync(params string[] command) => RunAsync(Inside(command));

    private string AddressOf(int host) => $"10.98.{_subnet / 64}.{_subnet % 64 * 4 + host}";
}
