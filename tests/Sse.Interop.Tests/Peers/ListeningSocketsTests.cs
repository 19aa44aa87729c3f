using System.Net;
using Sse.Interop.Tests.Hubs;
using Sse.Interop.Tests.Proxies;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Peers;

/// <summary>No server that a test starts is reachable from another machine.</summary>
[Platform("Linux", Reason = "Sockets of processes are read from /proc.")]
public class ListeningSocketsTests
{
    private static readonly Uri Server = new("http://127.0.0.1:9/"); // no server needs to run there

    private static readonly string[] Proxies =
        ["nginx, unbuffered", "HAProxy", "Caddy", "Varnish, pipe"];

    [Test]
    public async Task A_Node_server_listens_on_127_0_0_1_only(
        [Values("http.mjs", "express.mjs", "fastify.mjs", "fastify-sse-v2.mjs", "better-sse.mjs", "transmit.mjs")] string script)
    {
        await using var peer = await Peer.NodeAsync(script);
        AssertLoopbackOnly(peer);
    }

    [Test]
    public async Task PHP_listens_on_127_0_0_1_only()
    {
        await using var peer = await Php.StartAsync("feed.php");
        AssertLoopbackOnly(peer);
    }

    [Test]
    public async Task A_Mercure_hub_listens_on_127_0_0_1_only()
    {
        await using var hub = await MercureHub.StartAsync();
        AssertLoopbackOnly(hub.Server);
    }

    [Test]
    public async Task Nchan_listens_on_127_0_0_1_only()
    {
        Requires.FileAt("/usr/lib/nginx/modules/ngx_nchan_module.so");
        await using var peer = await Nginx.StartAsync("proxies/nchan.conf");
        AssertLoopbackOnly(peer);
    }

    [TestCaseSource(nameof(Proxies))]
    public async Task A_proxy_listens_on_127_0_0_1_only(string name)
    {
        await using var peer = await Proxy.StartAsync(name, Server);
        AssertLoopbackOnly(peer);
    }

    private static void AssertLoopbackOnly(Peer peer)
    {
        var listening = ListeningSockets.Of(peer.ProcessId);
        Assert.That(listening, Does.Contain(new IPEndPoint(IPAddress.Loopback, peer.Port)));
        Assert.That(listening.Select(e => e.Address), Has.All.EqualTo(IPAddress.Loopback), string.Join(", ", listening));
    }
}
