using System.Reactive.Linq;
using System.Text;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Proxies;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Clients;

/// <summary><c>curl -N</c> against <c>MapSse</c>.</summary>
public class CurlTests
{
    [TestCase("")]
    [TestCase("nginx, unbuffered")]
    public async Task Receives_events_resumes_and_ends(string proxyName)
    {
        await using var server = await TestServer.StartFeedAsync(10, close: 4);
        await using var proxy = proxyName.Length > 0 ? await Proxy.StartAsync(proxyName, server.Uri) : null;
        var uri = (proxy?.Uri ?? server.Uri).ToString();
        var received = new List<SseEvent>();

        for (var status = "200"; status == "200";)
        {
            var id = received.Count > 0 ? received[^1].LastEventId : "";
            await using var curl = Peer.Run("curl", "-sN", "--max-time", "20", "-H", "Last-Event-ID: " + id, "-w", ":%{http_code}", uri);
            var output = await curl.WaitForExitAsync();
            var end = output.LastIndexOf(':');
            status = output[(end + 1)..].Trim();
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(output[..end]));
            await foreach (var e in body.ReadSseAsync())
            {
                received.Add(e);
            }

            Assert.That(status, Is.EqualTo(received.Count == 10 && id == "10" ? "204" : "200"));
        }

        Assert.That(received, Is.EqualTo(Feed.Events(1, 10)));
    }

    [Test]
    public async Task Prints_each_event_as_it_arrives()
    {
        var topic = new SseTopic("t");
        await using var server = await TestServer.StartAsync(
            app => app.MapSse("/", s => topic.After(s.LastEventId), new() { HeartbeatInterval = TimeSpan.FromMilliseconds(100) }));
        await using var curl = Peer.Run("curl", "-sN", server.Uri.ToString());
        await curl.WaitForOutputAsync(":\n"); // it is connected

        for (var n = 1; n <= 5; n++)
        {
            topic.Publish(new($"event {n}"));
            await curl.WaitForOutputAsync($"data: event {n}\n");
        }
    }
}
