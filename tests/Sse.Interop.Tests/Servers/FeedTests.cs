using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Servers;

/// <summary>Our client against servers made with what people make servers with; each sends the same stream.</summary>
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
    public async Task Resumes_after_each_close_until_there_is_nothing_more()
    {
        await using var server = await StartAsync();

        var seen = await SseObservable.Connect(new Uri(server.Uri, "?close=7&until=30"), Watch.Quick).ToList().ToTask().WaitAsync(Peer.Deadline);

        Assert.That(seen, Is.EqualTo(Feed.Events(1, 30)));
    }

    [Test]
    public async Task Resumes_pulled_too()
    {
        await using var server = await StartAsync();
        var seen = new List<SseEvent>();

        using var deadline = new CancellationTokenSource(Peer.Deadline);
        await foreach (var e in SseAsyncEnumerable.Connect(new Uri(server.Uri, "?close=7&until=20"), Watch.Quick).WithCancellation(deadline.Token))
        {
            seen.Add(e);
        }

        Assert.That(seen, Is.EqualTo(Feed.Events(1, 20)));
    }

    [Test]
    public async Task Starts_after_an_event_of_an_earlier_process()
    {
        await using var server = await StartAsync();
        var options = Watch.Quick with { LastEventId = "12" };

        var seen = await SseObservable.Connect(new Uri(server.Uri, "?until=15"), options).ToList().ToTask().WaitAsync(Peer.Deadline);

        Assert.That(seen, Is.EqualTo(Feed.Events(13, 15)));
    }

    [Test]
    public async Task Misses_nothing_and_sees_nothing_twice_when_the_server_is_killed_and_restarted()
    {
        await using var server = await StartAsync();
        using var watch = new Watch(new Uri(server.Uri, "?ms=5"));

        for (var life = 1; life <= 3; life++)
        {
            var had = watch.Events.Count;
            await watch.UntilAsync(w => w.Events.Count >= had + 10);
            await server.KillAsync();
            await watch.UntilAsync(w => w.Disconnected >= life);
            await server.StartAsync();
        }

        var last = watch.Events.Count + 10;
        await watch.UntilAsync(w => w.Events.Count >= last);
        Assert.That(watch.Events.Take(last), Is.EqualTo(Feed.Events(1, last)));
        Assert.That(watch.Opened, Is.GreaterThanOrEqualTo(4));
    }

    private async Task<IServer> StartAsync() => kind switch
    {
        "ASP.NET Core" => await AspNetCoreFeed.StartAsync(),
        "feed.php" => await Php.StartAsync("feed.php"),
        _ => await Peer.NodeAsync(kind),
    };
}
