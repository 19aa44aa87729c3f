using System.Reactive.Linq;
using System.Text;
using Sse.Interop.Tests.Peers;
using Sse.Interop.Tests.Proxies;
using Sse.Interop.Tests.Servers;
using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Clients;

/// <summary><c>curl -N</c> against our server.</summary>
public class CurlTests
{
    [TestCase("")]
    [TestCase("nginx, set to pass")]
    public async Task Sees_events_resumes_and_ends(string through)
    {
        await using var server = await OurServer.StartFeedAsync(10, close: 4);
        await using var proxy = through.Length > 0 ? await Proxy.StartAsync(through, server.Uri) : null;
        var uri = (proxy?.Uri ?? server.Uri).ToString();
        var seen = new List<SseEvent>();

        for (var status = "200"; status == "200";)
        {
            var id = seen.Count > 0 ? seen[^1].LastEventId : "";
            await using var curl = Peer.Run("curl", "-sN", "--max-time", "20", "-H", "Last-Event-ID: " + id, "-w", ":%{http_code}", uri);
            var output = await curl.EndAsync();
            var end = output.LastIndexOf(':');
            status = output[(end + 1)..].Trim();
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(output[..end]));
            await foreach (var e in body.ReadSseAsync())
            {
                seen.Add(e);
            }

            Assert.That(status, Is.EqualTo(seen.Count == 10 && id == "10" ? "204" : "200"));
        }

        Assert.That(seen, Is.EqualTo(Feed.Events(1, 10)));
    }

    [Test]
    public async Task Shows_each_event_as_it_comes()
    {
        var topic = new SseTopic("t");
        await using var server = await OurServer.StartAsync(app => app.MapSse("/", s => topic.After(s.LastEventId), new() { HeartbeatInterval = TimeSpan.FromMilliseconds(100) }));
        await using var curl = Peer.Run("curl", "-sN", server.Uri.ToString());
        await curl.WrittenAsync(":\n"); // it is there

        for (var n = 1; n <= 5; n++)
        {
            topic.Publish(new($"event {n}"));
            await curl.WrittenAsync($"data: event {n}\n");
        }
    }
}
