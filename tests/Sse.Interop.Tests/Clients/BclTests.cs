using System.Net;
using System.Net.ServerSentEvents;
using Sse.Interop.Tests.Servers;

namespace Sse.Interop.Tests.Clients;

/// <summary>The parser of System.Net.ServerSentEvents, with a hand-written reconnect loop, against <c>MapSse</c>.</summary>
public class BclTests
{
    [Test]
    public async Task Receives_events_resumes_and_ends()
    {
        await using var server = await TestServer.StartFeedAsync(10, close: 4, new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) });
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var received = new List<SseEvent>();
        var lastEventId = "";

        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Uri);
            if (lastEventId.Length > 0)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                break;
            }

            var parser = SseParser.Create(await response.Content.ReadAsStreamAsync());
            await foreach (var item in parser.EnumerateAsync())
            {
                received.Add(new(item.Data, item.EventType, parser.LastEventId));
            }

            lastEventId = parser.LastEventId;
            Assert.That(parser.ReconnectionInterval, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
        }

        Assert.That(received, Is.EqualTo(Feed.Events(1, 10)));
        Assert.That(server.LastEventIds, Is.EqualTo(new[] { "", "4", "8", "10" }));
    }
}
