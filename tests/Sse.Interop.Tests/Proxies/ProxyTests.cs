using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Proxies;

/// <summary>The client and the server with a proxy in between. docs/deployment.md describes the proxy settings.</summary>
public class ProxyTests
{
    [TestCase("nginx, unbuffered")]
    [TestCase("nginx, defaults")]
    [TestCase("nginx, gzip")]
    [TestCase("nginx, headers ignored, HTTP/1.1")]
    [TestCase("HAProxy")]
    [TestCase("Caddy")]
    [TestCase("Caddy, gzip")]
    [TestCase("Varnish, pipe")]
    [TestCase("Varnish, pass")]
    public async Task Passes_each_event_while_the_stream_stays_open(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var client = new StreamRecorder(proxy.Uri);
        await client.WaitUntilAsync(c => c.Opened == 1); // before the first event

        var times = new List<double>();
        for (var n = 1; n <= 20; n++)
        {
            var time = Stopwatch.StartNew();
            Publish(topic, n);
            await client.WaitUntilAsync(c => c.Events.Count == n);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        TestContext.Out.WriteLine($"{name}: {times[10]:0.0} ms (median), {times[^1]:0.0} ms (longest)");
        Assert.That(times[0], Is.LessThan(150), "the fastest event, which a busy machine delays least");
        await AssertAllReceivedAsync(client, topic, 20);
        Assert.That(client.Opened, Is.EqualTo(1));
    }

    [Test]
    public async Task Nginx_flushes_compressed_data_with_each_event()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("nginx, gzip", server.Uri);
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, proxy.Uri) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Peer.Deadline);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        await using var body = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        await using var events = body.ReadSseAsync().GetAsyncEnumerator();

        for (var n = 1; n <= 5; n++)
        {
            Publish(topic, n);
            Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Peer.Deadline));
            Assert.That(events.Current.Data, Is.EqualTo($"event {n}"));
        }
    }

    [Test]
    public async Task HAProxy_with_defaults_passes_an_event_while_the_stream_stays_open()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("HAProxy, defaults", server.Uri);
        using var client = new StreamRecorder(proxy.Uri);
        await client.WaitUntilAsync(c => c.Opened == 1);

        var time = Stopwatch.StartNew();
        Publish(topic, 1);
        await client.WaitUntilAsync(c => c.Events.Count == 1);
        TestContext.Out.WriteLine($"without http-no-delay: {time.Elapsed.TotalMilliseconds:0} ms");
    }

    [TestCase("nginx, headers ignored")]
    [TestCase("Caddy, gzip without minimum")]
    public async Task A_buffering_proxy_delivers_events_when_the_stream_ends(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var proxied = new StreamRecorder(proxy.Uri);
        await WaitForSubscriberAsync(topic);
        using var direct = new StreamRecorder(server.Uri);
        await direct.WaitUntilAsync(c => c.Opened == 1);

        Publish(topic, 1);
        await direct.WaitUntilAsync(c => c.Events.Count == 1);
        await proxied.RemainsAsync(c => c.Events.Count == 0, TimeSpan.FromSeconds(1)); // an unbuffered proxy delivers within milliseconds
        topic.OnCompleted();
        await proxied.WaitUntilAsync(c => c.Events.Count == 1);
    }

    [Test]
    public async Task HAProxy_with_gzip_delivers_at_once_because_the_stream_says_no_transform()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("HAProxy, gzip", server.Uri);
        using var proxied = new StreamRecorder(proxy.Uri);
        await WaitForSubscriberAsync(topic);

        Publish(topic, 1);

        await proxied.WaitUntilAsync(c => c.Events.Count == 1);
    }

    [Test]
    public async Task A_buffering_nginx_delivers_headers_and_events_with_each_full_buffer()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("nginx, headers ignored", server.Uri);
        using var proxied = new StreamRecorder(proxy.Uri);
        await WaitForSubscriberAsync(topic);

        PublishKilobytes(3);
        await proxied.RemainsAsync(c => c.Signals.Count == 0, TimeSpan.FromSeconds(1));
        PublishKilobytes(2); // more than 4 KiB in total
        await proxied.WaitUntilAsync(c => c.Opened == 1 && c.Events.Count == 3);
        await proxied.RemainsAsync(c => c.Events.Count == 3, TimeSpan.FromMilliseconds(500));
        topic.OnCompleted();
        await proxied.WaitUntilAsync(c => c.Events.Count == 5);

        void PublishKilobytes(int count)
        {
            for (var n = 0; n < count; n++)
            {
                topic.Publish(new(new string('x', 1000)));
            }
        }
    }

    [TestCase("nginx, 1 s timeout")]
    [TestCase("HAProxy, 1 s timeout")]
    [TestCase("Varnish, 1 s timeout")]
    public async Task Heartbeats_keep_a_silent_stream_open(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, TimeSpan.FromMilliseconds(100));
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var client = new StreamRecorder(proxy.Uri);

        // One connection for 2.5 s; the proxy's timeout is 1 s. The first one may be too short, if the machine pauses for longer than that.
        await client.WaitUntilAsync(
            c => c.Signals.Reverse().TakeWhile(s => s is not SseSignal.Opened).OfType<SseSignal.Comment>().Count() >= 25);
        Publish(topic, 1);
        await AssertAllReceivedAsync(client, topic, 1);
    }

    [TestCase("nginx, 1 s timeout")]
    [TestCase("HAProxy, 1 s timeout")]
    [TestCase("Varnish, 1 s timeout")]
    public async Task The_client_resumes_when_a_proxy_closes_a_silent_stream(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var client = new StreamRecorder(proxy.Uri);
        await client.WaitUntilAsync(c => c.Opened == 1);

        for (var cut = 1; cut <= 3; cut++)
        {
            Publish(topic, (2 * cut) - 1);
            await client.WaitUntilAsync(c => c.Disconnected >= cut);
            Publish(topic, 2 * cut); // the client may or may not have reconnected by now
            await client.WaitUntilAsync(c => c.Events.Count >= 2 * cut);
        }

        await AssertAllReceivedAsync(client, topic, 6);
    }

    [Test]
    public async Task Survives_a_restart_of_the_proxy([Values("nginx, unbuffered", "HAProxy", "Caddy", "Varnish, pipe")] string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var client = new StreamRecorder(proxy.Uri);
        await client.WaitUntilAsync(c => c.Opened == 1);
        Publish(topic, 1);
        await client.WaitUntilAsync(c => c.Events.Count == 1);

        await proxy.KillAsync();
        await client.WaitUntilAsync(c => c.Disconnected >= 1);
        Publish(topic, 2);
        await proxy.StartAsync();
        await client.WaitUntilAsync(c => c.Events.Count == 2);
        Publish(topic, 3);

        await AssertAllReceivedAsync(client, topic, 3);
    }

    /// <summary>Publishes a last event and verifies all events: a duplicate of the previous one would arrive before it.</summary>
    private static async Task AssertAllReceivedAsync(StreamRecorder client, SseTopic topic, int last)
    {
        Publish(topic, last + 1);
        await client.WaitUntilAsync(c => c.Events.Any(e => e.Data == $"event {last + 1}"));
        Assert.That(client.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, last + 1).Select(n => $"event {n}")));
    }

    private static async Task WaitForSubscriberAsync(SseTopic topic)
    {
        var time = Stopwatch.StartNew();
        while (!topic.HasSubscribers)
        {
            Assert.That(time.Elapsed, Is.LessThan(Peer.Deadline));
            await Task.Delay(10);
        }
    }

    private static Task<TestServer> ServerAsync(SseTopic topic, TimeSpan? heartbeat) => TestServer.StartAsync(app =>
        app.MapSse(
            "/",
            s => topic.After(s.LastEventId),
            new SseServerOptions { HeartbeatInterval = heartbeat, ReconnectionTime = TimeSpan.FromMilliseconds(100) }));

    private static void Publish(SseTopic topic, int n) => topic.Publish(new("event " + n.ToString(CultureInfo.InvariantCulture)));
}
