using System.Globalization;
using Sse.Interop.Tests.Faults;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Hubs;

/// <summary>The client against a Mercure hub.</summary>
public class MercureTests
{
    private const string Books = "http://example.com/books/{id}";
    private const string FirstBook = "http://example.com/books/1";

    [TestCase("header")]
    [TestCase("cookie")]
    public async Task A_token_authorizes_and_topics_and_templates_select(string location)
    {
        await using var hub = await MercureHub.StartAsync();
        var token = MercureHub.Token("subscribe", "*");
        var options = location == "header" ? MercureHub.WithToken(token) : StreamRecorder.FastReconnect with
        {
            RequestFactory = (_, _) => new(new HttpRequestMessage { Headers = { { "Cookie", "mercureAuthorization=" + token } } }),
        };
        using var client = new StreamRecorder(MercureHub.Topics(hub.Uri, Books, "http://example.com/news"), options);
        await client.WaitUntilAsync(c => c.Opened == 1);

        await hub.PublishAsync(FirstBook, "one\ntwo", "urn:uuid:1");
        await hub.PublishAsync("http://example.com/authors/1", "not subscribed");
        await hub.PublishAsync("http://example.com/books/2", "größer 🚀", "urn:uuid:2");
        await hub.PublishAsync("http://example.com/news", "news", "urn:uuid:3");
        await EndAsync(hub, client);

        Assert.That(
            client.Events.SkipLast(1),
            Is.EqualTo(
                new SseEvent[]
                {
                    new("one\ntwo", LastEventId: "urn:uuid:1"),
                    new("größer 🚀", LastEventId: "urn:uuid:2"),
                    new("news", LastEventId: "urn:uuid:3"),
                }));
    }

    [TestCase("", 403)]
    [TestCase("nonsense", 401)]
    public async Task Fails_without_a_valid_token(string token, int status)
    {
        await using var hub = await MercureHub.StartAsync();
        using var client = new StreamRecorder(
            MercureHub.Topics(hub.Uri, Books), token.Length > 0 ? MercureHub.WithToken(token) : StreamRecorder.FastReconnect);

        Assert.That((await client.WaitForErrorAsync() as SseResponseException)?.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Only_clients_with_the_right_token_receive_a_targeted_update()
    {
        await using var hub = await MercureHub.StartAsync();
        using var one = new StreamRecorder(
            MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "group/one")));
        using var two = new StreamRecorder(
            MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "group/two")));
        await one.WaitUntilAsync(c => c.Opened == 1);
        await two.WaitUntilAsync(c => c.Opened == 1);

        await hub.PublishAsync(FirstBook, "a", "1", "group/one");
        await hub.PublishAsync(FirstBook, "b", "2", "group/two");
        await hub.PublishAsync(FirstBook, "c", "3", "group/one");
        await EndAsync(hub, one, two);

        Assert.That(one.Events.Select(e => e.Data), Is.EqualTo(new[] { "a", "c", "end" }));
        Assert.That(two.Events.Select(e => e.Data), Is.EqualTo(new[] { "b", "end" }));
    }

    [Test]
    public async Task Receives_updates_published_while_disconnected_exactly_once()
    {
        await using var hub = await MercureHub.StartAsync();
        var isDown = false;
        await using var proxy = new FaultProxy(hub.Uri, _ => Volatile.Read(ref isDown) ? new Fault.Refuse() : Fault.None);
        using var client = new StreamRecorder(
            MercureHub.Topics(proxy.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "*")));
        await client.WaitUntilAsync(c => c.Opened == 1);

        for (var round = 1; round <= 3; round++)
        {
            await PublishAsync(hub, (round * 10) - 9, 5);
            await client.WaitUntilAsync(c => c.Events.Count == (round * 10) - 5);
            Volatile.Write(ref isDown, true);
            proxy.Cut();
            await client.WaitUntilAsync(c => c.Disconnected >= round);
            await PublishAsync(hub, (round * 10) - 4, 5);
            Volatile.Write(ref isDown, false);
            await client.WaitUntilAsync(c => c.Events.Count >= round * 10);
        }

        await EndAsync(hub, client);
        Assert.That(client.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 30).Select(n => $"update {n}").Append("end")));
    }

    [TestCase("killed")]
    [TestCase("stopped")]
    public async Task Resumes_after_a_restart_of_the_hub(string how)
    {
        await using var hub = await MercureHub.StartAsync();
        using var client = new StreamRecorder(MercureHub.Topics(hub.Uri, Books), MercureHub.WithToken(MercureHub.Token("subscribe", "*")));
        await client.WaitUntilAsync(c => c.Opened == 1);
        await PublishAsync(hub, 1, 5);
        await client.WaitUntilAsync(c => c.Events.Count == 5);

        await (how == "killed" ? hub.Server.KillAsync() : hub.Server.StopAsync());
        await client.WaitUntilAsync(c => c.Disconnected >= 1);
        await hub.Server.StartAsync();
        await PublishAsync(hub, 6, 5); // the client may or may not have reconnected by now
        await client.WaitUntilAsync(c => c.Opened == 2);
        await EndAsync(hub, client);

        Assert.That(client.Events.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 10).Select(n => $"update {n}").Append("end")));
    }

    [Test]
    public async Task The_sample_publishes_and_receives_its_messages()
    {
        await using var hub = await MercureHub.StartAsync();
        await using var sample = Peer.Run(
            "dotnet", "exec", Repository.Sample("Mercure"),
            hub.Uri.ToString(), FirstBook, MercureHub.Token("publish", "*"), MercureHub.Token("subscribe", "*"), "hello", "good bye");

        var output = await sample.WaitForExitAsync();

        Assert.That(sample.ExitCode, Is.Zero, output);
        Assert.That(output.Split('\n').Select(line => line.Split(": ")[^1]), Is.EqualTo(new[] { "hello", "good bye", "" }));
    }

    /// <summary>Publishes a last update: a duplicate of the previous one would arrive before it.</summary>
    private static async Task EndAsync(MercureHub hub, params StreamRecorder[] clients)
    {
        await hub.PublishAsync(FirstBook, "end");
        foreach (var client in clients)
        {
            await client.WaitUntilAsync(c => c.Events.Any(e => e.Data == "end"));
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
