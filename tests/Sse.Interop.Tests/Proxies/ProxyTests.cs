using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Proxies;

/// <summary>Our client and our server, with a proxy between them. What is to be set in each is in docs/deployment.md.</summary>
public class ProxyTests
{
    [TestCase("nginx, set to pass")]
    [TestCase("nginx as it comes")]
    [TestCase("nginx with gzip")]
    [TestCase("nginx that buffers in spite of our headers, over HTTP/1.1")]
    [TestCase("HAProxy")]
    [TestCase("Caddy")]
    [TestCase("Caddy with gzip")]
    [TestCase("Varnish, piping")]
    [TestCase("Varnish, passing")]
    public async Task Passes_each_event_while_the_stream_stays_open(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var watch = new Watch(proxy.Uri);
        await watch.UntilAsync(w => w.Opened == 1); // before there is any event

        var times = new List<double>();
        for (var n = 1; n <= 20; n++)
        {
            var time = Stopwatch.StartNew();
            Publish(topic, n);
            await watch.UntilAsync(w => w.Events.Count == n);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        TestContext.Out.WriteLine($"{name}: {times[10]:0.0} ms (median), {times[^1]:0.0} ms (longest)");
        Assert.That(times[0], Is.LessThan(150), "not one came promptly, to which a busy machine can only add");
        await EndsWithAsync(watch, topic, 20);
        Assert.That(watch.Opened, Is.EqualTo(1));
    }

    [Test]
    public async Task What_nginx_compresses_it_flushes_with_each_event()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("nginx with gzip", server.Uri);
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
    public async Task HAProxy_as_it_comes_passes_an_event_while_the_stream_stays_open_and_the_output_says_how_late()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("HAProxy as it comes", server.Uri);
        using var watch = new Watch(proxy.Uri);
        await watch.UntilAsync(w => w.Opened == 1);

        var time = Stopwatch.StartNew();
        Publish(topic, 1);
        await watch.UntilAsync(w => w.Events.Count == 1);
        TestContext.Out.WriteLine($"without http-no-delay: {time.Elapsed.TotalMilliseconds:0} ms");
    }

    [TestCase("nginx that buffers in spite of our headers")]
    [TestCase("HAProxy with gzip")]
    [TestCase("Caddy with gzip of small streams")]
    public async Task What_a_proxy_holds_back_comes_when_the_stream_ends(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var through = new Watch(proxy.Uri);
        await SubscribedAsync(topic);
        using var direct = new Watch(server.Uri);
        await direct.UntilAsync(w => w.Opened == 1);

        Publish(topic, 1);
        await direct.UntilAsync(w => w.Events.Count == 1);
        await through.StaysAsync(w => w.Events.Count == 0, TimeSpan.FromSeconds(1)); // one that passes takes some milliseconds
        topic.OnCompleted();
        await through.UntilAsync(w => w.Events.Count == 1);
    }

    [Test]
    public async Task An_nginx_that_buffers_passes_the_headers_and_events_with_each_full_buffer()
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync("nginx that buffers in spite of our headers", server.Uri);
        using var through = new Watch(proxy.Uri);
        await SubscribedAsync(topic);

        PublishKilobytes(3);
        await through.StaysAsync(w => w.Signals.Count == 0, TimeSpan.FromSeconds(1));
        PublishKilobytes(2); // past 4 KiB
        await through.UntilAsync(w => w.Opened == 1 && w.Events.Count == 3);
        await through.StaysAsync(w => w.Events.Count == 3, TimeSpan.FromMilliseconds(500));
        topic.OnCompleted();
        await through.UntilAsync(w => w.Events.Count == 5);

        void PublishKilobytes(int count)
        {
            for (var n = 0; n < count; n++)
            {
                topic.Publish(new(new string('x', 1000)));
            }
        }
    }

    [TestCase("nginx that cuts silence")]
    [TestCase("HAProxy that cuts silence")]
    [TestCase("Varnish that cuts silence")]
    public async Task Heartbeats_keep_a_silent_stream_open(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, TimeSpan.FromMilliseconds(100));
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var watch = new Watch(proxy.Uri);

        await watch.UntilAsync(w => w.Signals.OfType<SseSignal.Comment>().Count() >= 25); // for 2.5 s; it cuts after 1 s
        Publish(topic, 1);
        await EndsWithAsync(watch, topic, 1);

        Assert.That((watch.Opened, watch.Disconnected), Is.EqualTo((1, 0)));
    }

    [TestCase("nginx that cuts silence")]
    [TestCase("HAProxy that cuts silence")]
    [TestCase("Varnish that cuts silence")]
    public async Task Without_heartbeats_it_cuts_and_the_client_resumes(string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var watch = new Watch(proxy.Uri);
        await watch.UntilAsync(w => w.Opened == 1);

        for (var cut = 1; cut <= 3; cut++)
        {
            Publish(topic, (2 * cut) - 1);
            await watch.UntilAsync(w => w.Disconnected >= cut);
            Publish(topic, 2 * cut); // whether it is back by then or not
            await watch.UntilAsync(w => w.Events.Count >= 2 * cut);
        }

        await EndsWithAsync(watch, topic, 6);
    }

    [Test]
    public async Task A_proxy_that_is_killed_and_restarted_is_survived([Values("nginx, set to pass", "HAProxy", "Caddy", "Varnish, piping")] string name)
    {
        var topic = new SseTopic("t");
        await using var server = await ServerAsync(topic, heartbeat: null);
        await using var proxy = await Proxy.StartAsync(name, server.Uri);
        using var watch = new Watch(proxy.Uri);
        await watch.UntilAsync(w => w.Opened == 1);
        Publish(topic, 1);
        await watch.UntilAsync(w => w.Events.Count == 1);

        await proxy.KillAsync();
        await watch.UntilAsync(w => w.Disconnected >= 1);
        Publish(topic, 2);
        await proxy.StartAsync();
        await watch.UntilAsync(w => w.Events.Count == 2);
        Publish(topic, 3);

        await EndsWithAsync(watch, topic, 3);
    }

    /// <summary>All events there were, and one more: a double of the last would come before it.</summary>
    private static async Task EndsWithAsync(Watch watch, SseTopic topic, int last)
    {
        Publish(topic, last + 1);
        await watch.UntilAsync(w => w.Events.Any(e => e.Data == $"event {last + 1}"));
        Assert.That(watch.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, last + 1).Select(n => $"event {n}")));
    }

    private static async Task SubscribedAsync(SseTopic topic)
    {
        var time = Stopwatch.StartNew();
        while (!topic.HasSubscribers)
        {
            Assert.That(time.Elapsed, Is.LessThan(Peer.Deadline));
            await Task.Delay(10);
        }
    }

    private static Task<OurServer> ServerAsync(SseTopic topic, TimeSpan? heartbeat) => OurServer.StartAsync(app =>
        app.MapSse("/", s => topic.After(s.LastEventId), new SseServerOptions { HeartbeatInterval = heartbeat, ReconnectionTime = TimeSpan.FromMilliseconds(100) }));

    private static void Publish(SseTopic topic, int n) => topic.Publish(new("event " + n.ToString(CultureInfo.InvariantCulture)));
}
