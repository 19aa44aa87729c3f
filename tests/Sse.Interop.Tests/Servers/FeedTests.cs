using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>The client against servers built with common libraries. Each sends the same stream.</summary>
[TestFixture("http.mjs")]
[TestFixture("express.mjs")]
[TestFixture("fastify.mjs")]
[TestFixture("fastify-sse-v2.mjs")]
[TestFixture("better-sse.mjs")]
[TestFixture("feed.php")]
[TestFixture("ASP.NET Core")]
public class FeedTests(string kind)
{
    [Test]
    public async Task Resumes_after_each_close_until_204()
    {
        await using var server = await StartAsync();

        var received = await SseObservable.Connect(
            new Uri(server.Uri, "?close=7&until=30"), StreamRecorder.FastReconnect).ToList().ToTask().WaitAsync(Peer.Deadline);

        Assert.That(received, Is.EqualTo(Feed.Events(1, 30)));
    }

    [Test]
    public async Task Resumes_when_pulled()
    {
        await using var server = await StartAsync();
        var received = new List<SseEvent>();

        using var deadline = new CancellationTokenSource(Peer.Deadline);
        var events = SseAsyncEnumerable.Connect(new Uri(server.Uri, "?close=7&until=20"), StreamRecorder.FastReconnect);
        await foreach (var e in events.WithCancellation(deadline.Token))
        {
            received.Add(e);
        }

        Assert.That(received, Is.EqualTo(Feed.Events(1, 20)));
    }

    [Test]
    public async Task Starts_after_a_given_event_ID()
    {
        await using var server = await StartAsync();
        var options = StreamRecorder.FastReconnect with { LastEventId = "12" };

        var received = await SseObservable.Connect(new Uri(server.Uri, "?until=15"), options).ToList().ToTask().WaitAsync(Peer.Deadline);

        Assert.That(received, Is.EqualTo(Feed.Events(13, 15)));
    }

    [Test]
    public async Task Receives_every_event_exactly_once_across_restarts_of_the_server()
    {
        await using var server = await StartAsync();
        using var client = new StreamRecorder(new Uri(server.Uri, "?ms=5"));

        for (var restart = 1; restart <= 3; restart++)
        {
            var before = client.Events.Count;
            await client.WaitUntilAsync(c => c.Events.Count >= before + 10);
            await server.KillAsync();
            await client.WaitUntilAsync(c => c.Disconnected >= restart);
            await server.StartAsync();
        }

        var last = client.Events.Count + 10;
        await client.WaitUntilAsync(c => c.Events.Count >= last);
        Assert.That(client.Events.Take(last), Is.EqualTo(Feed.Events(1, last)));
        Assert.That(client.Opened, Is.GreaterThanOrEqualTo(4));
    }

    private async Task<IServer> StartAsync() => kind switch
    {
        "ASP.NET Core" => await AspNetCoreServer.StartAsync(),
        "feed.php" => await Php.StartAsync("feed.php"),
        _ => await Peer.NodeAsync(kind),
    };
}
