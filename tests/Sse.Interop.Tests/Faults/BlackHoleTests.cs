using System.Diagnostics;
using System.Net.Sockets;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Faults;

/// <summary>
/// A network link that drops all packets for some seconds and then recovers. A proxy cannot simulate this, since not even a close gets
/// through.
/// </summary>
public class BlackHoleTests
{
    [Test]
    public async Task An_idle_timeout_closes_the_connection_and_the_next_one_resumes()
    {
        await using var network = await NetworkNamespace.StartAsync("http.mjs");
        using var client = new StreamRecorder(
            new Uri(network.Uri, "?ms=10"), StreamRecorder.FastReconnect with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await client.WaitUntilAsync(c => c.Events.Count >= 20);

        await network.BlackHoleAsync();
        await client.WaitUntilAsync(c => c.Disconnected >= 2); // the stream, and one attempt that gets no response
        var before = client.Events.Count;
        var time = Stopwatch.StartNew();
        await network.HealAsync();
        await client.WaitUntilAsync(c => c.Events.Count > before);
        TestContext.Out.WriteLine(
            $"black hole, idle timeout 1 s: first event {time.Elapsed.TotalMilliseconds:0} ms after the link recovered");

        await client.WaitUntilAsync(c => c.Events.Count >= before + 50);
        Assert.That(client.Events, Is.EqualTo(Feed.Events(1, client.Events.Count)));
    }

    /// <summary>
    /// The client sends nothing, so without keepalive it would wait indefinitely. The handler sets 45 s and 15 s; this test shortens both.
    /// </summary>
    [Test]
    public async Task Without_an_idle_timeout_TCP_keepalive_finds_the_dead_route_and_the_next_connection_resumes()
    {
        await using var network = await NetworkNamespace.StartAsync("http.mjs");
        using var http = new HttpClient(SseHttpHandler.Create(ProbeAfterOneSecond)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new StreamRecorder(
            new Uri(network.Uri, "?ms=10"), StreamRecorder.FastReconnect with { HttpClient = http, IdleTimeout = null });
        await client.WaitUntilAsync(c => c.Events.Count >= 20);

        await network.BlackHoleAsync();
        await client.WaitUntilAsync(c => c.Disconnected >= 1);
        var lost = client.Signals.OfType<SseSignal.Disconnected>().First();
        await network.HealAsync();
        var before = client.Events.Count;

        await client.WaitUntilAsync(c => c.Events.Count >= before + 50);
        Assert.That(((SocketException)lost.Cause.GetBaseException()).SocketErrorCode, Is.EqualTo(SocketError.TimedOut));
        Assert.That(client.Events, Is.EqualTo(Feed.Events(1, client.Events.Count)));
    }

    [Test]
    public async Task Without_an_idle_timeout_TCP_delivers_the_lost_data_on_the_same_connection()
    {
        await using var network = await NetworkNamespace.StartAsync("http.mjs");
        using var client = new StreamRecorder(new Uri(network.Uri, "?ms=10"));
        await client.WaitUntilAsync(c => c.Events.Count >= 20);

        await network.BlackHoleAsync();
        await Task.Delay(TimeSpan.FromSeconds(2)); // the fault; packets in transit have arrived by its end
        var before = client.Events.Count;
        await client.RemainsAsync(c => c.Events.Count == before, TimeSpan.FromSeconds(1));
        var time = Stopwatch.StartNew();
        await network.HealAsync();
        await client.WaitUntilAsync(c => c.Events.Count > before);
        TestContext.Out.WriteLine(
            $"black hole of 3 s, no idle timeout: first event {time.Elapsed.TotalMilliseconds:0} ms after the link recovered");

        await client.WaitUntilAsync(c => c.Events.Count >= before + 50);
        Assert.That(client.Events, Is.EqualTo(Feed.Events(1, client.Events.Count)));
        Assert.That(client.Disconnected, Is.Zero);
    }

    private static void ProbeAfterOneSecond(HttpMessageHandler handler)
    {
        var sockets = (SocketsHttpHandler)handler;
        var connect = sockets.ConnectCallback!;
        sockets.ConnectCallback = async (context, token) =>
        {
            var stream = await connect(context, token);
            var socket = ((NetworkStream)stream).Socket;
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            return stream;
        };
    }
}
