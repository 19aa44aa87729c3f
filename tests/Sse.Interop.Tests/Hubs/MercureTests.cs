using System.Globalization;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>Our client and a Mercure hub.</summary>
public class MercureTests
{
    private const string Books = "http://example.com/books/{id}";
    private const string FirstBook = "http://example.com/books/1";

    [TestCase("header")]
    [TestCase("cookie")]
    public async Task A_token_opens_and_topics_and_templates_select(string place)
    {
        await using var hub = await MercureHub.StartAsync();
        var token = MercureHub.Token("subscribe", "*");
        var options = place == "header" ? MercureHub.WithToken(token) : Watch.Quick with
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { { "Cookie", "mercureAuthorization=" + token } } }),
        };
        using var watch = new Watch(MercureHub.Topics(hub.Uri, Books, "http://example.com/news"), options);
        await watch.UntilAsync(w => w.Opened == 1);

        await hub.PublishAsync(FirstBook, "one\ntwo", "urn:uuid:1");
        await hub.PublishAsync("http://example.com/authors/1", "not asked for");
        await hub.PublishAsync("http://example.com/books/2", "größer 🚀", "urn:uuid:2");
        await hub.PublishAsync("http://example.com/news", "news", "urn:uuid:3");
        await EndAsync(hub, watch);

        Assert.That(watch.Events.SkipLast(1), Is.EqualTo(new SseEvent[] { new("one\ntwo", LastEventId: "urn:uuid:1"), new("größer 🚀", LastEventId: "urn:uuid:2"), new("news", LastEventId: "urn:uuid:3") }));
    }

    [TestCase("", 403)]
    [TestCase("nonsense", 401)]
    public async Task Without_a_token_that_counts_there_is_a_refusal(string token, int status)
    {
        await using var hub = await MercureHub.StartAsync();
        using var watch = new Watch(MercureHub.Topics(hub.Uri, Books), token.Length > 0 ? MercureHub.WithToken(token) : Watch.Quick);

        Assert.That((await watch.ErrorAsync() as SseResponseException)?.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task An_update_for_some_is_seen_by_those_whose_token_says_so()
    {
        await using var hub = await MercureHub.StartAsync();
        using var one = new Watch(MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "group/one")));
        using var two = new Watch(MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "group/two")));
        await one.UntilAsync(w => w.Opened == 1);
        await two.UntilAsync(w => w.Opened == 1);

        await hub.PublishAsync(FirstBook, "a", "1", "group/one");
        await hub.PublishAsync(FirstBook, "b", "2", "group/two");
        await hub.PublishAsync(FirstBook, "c", "3", "group/one");
        await EndAsync(hub, one, two);

        Assert.That(one.Events.Select(e => e.Data), Is.EqualTo(new[] { "a", "c", "the end" }));
        Assert.That(two.Events.Select(e => e.Data), Is.EqualTo(new[] { "b", "the end" }));
    }

    [Test]
    public async Task What_was_published_while_the_connection_was_lost_comes_once()
    {
        await using var hub = await MercureHub.StartAsync();
        var isAway = false;
        await using var wire = new FaultProxy(hub.Uri, _ => Volatile.Read(ref isAway) ? new Fault.Refuse() : Fault.None);
        using var watch = new Watch(MercureHub.Topics(wire.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "*")));
        await watch.UntilAsync(w => w.Opened == 1);

        for (var round = 1; round <= 3; round++)
        {
            await PublishAsync(hub, (round * 10) - 9, 5);
            await watch.UntilAsync(w => w.Events.Count == (round * 10) - 5);
            Volatile.Write(ref isAway, true);
            wire.Cut();
            await watch.UntilAsync(w => w.Disconnected >= round);
            await PublishAsync(hub, (round * 10) - 4, 5);
            Volatile.Write(ref isAway, false);
            await watch.UntilAsync(w => w.Events.Count >= round * 10);
        }

        await EndAsync(hub, watch);
        Assert.That(watch.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 30).Select(n => $"update {n}").Append("the end")));
    }

    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task A_hub_that_is_killed_or_stopped_and_started_again_is_resumed(string how)
    {
        await using var hub = await MercureHub.StartAsync();
        using var watch = new Watch(MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "*")));
        await watch.UntilAsync(w => w.Opened == 1);
        await PublishAsync(hub, 1, 5);
        await watch.UntilAsync(w => w.Events.Count == 5);

        await (how == "killed" ? hub.Server.KillAsync() : hub.Server.StopAsync());
        await watch.UntilAsync(w => w.Disconnected >= 1);
        await hub.Server.StartAsync();
        await PublishAsync(hub, 6, 5); // whether the client is back by then or not
        await watch.UntilAsync(w => w.Opened == 2);
        await EndAsync(hub, watch);

        Assert.That(watch.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 10).Select(n => $"update {n}").Append("the end")));
    }

    [Test]
    public async Task The_sample_publishes_and_sees_it()
    {
        await using var hub = await MercureHub.StartAsync();
        await using var sample = Peer.Run(
            "dotnet", "exec", Repository.Sample("Mercure"),
            hub.Uri.ToString(), FirstBook, MercureHub.Token("publish", "*"), MercureHub.Token("subscribe", "*"), "hello", "good bye");

        var output = await sample.EndAsync();

        Assert.That(sample.ExitCode, Is.Zero, output);
        Assert.That(output.Split('\n').Select(line => line.Split(": ")[^1]), Is.EqualTo(new[] { "hello", "good bye", "" }));
    }

    /// <summary>One more update, for all: a double of the last would come before it.</summary>
    private static async Task EndAsync(MercureHub hub, params Watch[] watches)
    {
        await hub.PublishAsync(FirstBook, "the end");
        foreach (var watch in watches)
        {
            await watch.UntilAsync(w => w.Events.Any(e => e.Data == "the end"));
        }
    }

    private static async Task PublishAsync(MercureHub hub, int first, int count)
    {
        for (var n = first; n < first + count; n++)
        {
            await hub.PublishAsync(FirstBook, $"update {n}", n.ToString(CultureInfo.InvariantCulture));
        }
    }
}
