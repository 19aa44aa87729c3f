using System.Net;
using Sse.Interop.Tests.Hubs;
using Sse.Interop.Tests.Proxies;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Peers;

/// <summary>Nothing that a test starts can be reached from another machine.</summary>
[Platform("Linux", Reason = "Which process has which socket is read from /proc.")]
public class ListeningTests
{
    private static readonly Uri Server = new("http://127.0.0.1:9/"); // nobody is there, nor needs to be

    private static readonly string[] Proxies =
        ["nginx, set to pass", "HAProxy", "Caddy", "Varnish, piping"];

    [Test]
    public async Task A_server_listens_on_127_0_0_1_alone(
        [Values("http.mjs", "express.mjs", "fastify.mjs", "fastify-sse-v2.mjs", "better-sse.mjs", "transmit.mjs")] string script)
    {
        await using var peer = await Peer.NodeAsync(script);
        OnLoopbackAlone(peer);
    }

    [Test]
    public async Task PHP_does()
    {
        await using var peer = await Php.StartAsync("feed.php");
        OnLoopbackAlone(peer);
    }

    [Test]
    public async Task A_Mercure_hub_does()
    {
        await using var hub = await MercureHub.StartAsync();
        OnLoopbackAlone(hub.Server);
    }

    [Test]
    public async Task Nchan_does()
    {
        Requires.FileAt("/usr/lib/nginx/modules/ngx_nchan_module.so");
        await using var peer = await Nginx.StartAsync("proxies/nchan.conf");
        OnLoopbackAlone(peer);
    }

    [TestCaseSource(nameof(Proxies))]
    public async Task A_proxy_does(string name)
    {
        await using var peer = await Proxy.StartAsync(name, Server);
        OnLoopbackAlone(peer);
    }

    private static void OnLoopbackAlone(Peer peer)
    {
        var listening = Listening.Of(peer.ProcessId);
        Assert.That(listening, Does.Contain(new IPEndPoint(IPAddress.Loopback, peer.Port)));
        Assert.That(listening.Select(e => e.Address), Has.All.EqualTo(IPAddress.Loopback), string.Join(", ", listening));
    }
}
