namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Responses as subscribers of topics on a store.</summary>
public class SharedClientTests : SharedTopicsFixture
{
    private SseServerOptions _server = null!;

    [SetUp]
    public void CreateServerOptions() => _server = new() { Scheduler = Scheduler, MaxQueuedMessages = 2 };

    [Test]
    public async Task A_client_first_receives_the_ID_that_it_starts_after()
    {
        var id = A.Publish("1");

        using var client = FakeClient.Start(SseResults.Stream(B.Topic, _server));

        Assert.That(await client.ReadUntilAsync("\n\n"), Is.EqualTo($"id: {id}\n\n"));
        using var second = FakeClient.Start(SseResults.Stream(B.Topic, _server)); // the ring of the node is current by now
        Assert.That(await second.ReadUntilAsync("\n\n"), Is.EqualTo($"id: {id}\n\n"));
        A.Publish("2");
        Assert.That(await client.ReadUntilAsync("\n\n"), Does.StartWith("data: 2\nid: 2."));
    }

    [Test]
    public async Task A_client_that_is_slow_leaves_the_ring_and_misses_nothing()
    {
        using var client = FakeClient.Start(SseResults.Stream(B.Topic, _server), room: 10);
        await Waiting.UntilAsync(() => B.Topic.SubscriberCount == 1, () => "The topic was not subscribed to.");
        A.PublishNumbers(1, 200); // the ring holds ten

        var text = await client.ReadUntilAsync("id: 200.200\n\n");

        Assert.That(Data(text), Is.EqualTo(Numbers(1, 200)));
        Assert.That(Gaps, Is.Empty);
        Assert.That(client.IsReset, Is.False);
    }

    [Test]
    public async Task A_response_opens_when_it_is_known_where_the_client_starts()
    {
        B.Store.Delay = TimeSpan.FromSeconds(1);
        var result = SseResults.Stream(B.Topic, _server);
        using var client = new FakeClient();
        _ = result.ExecuteAsync(client.Context);
        Assert.That(client.ReadAvailable(), Is.Empty);
        Advance(0.5);
        A.Publish("before"); // not seen by the read that is under way

        Advance(1);
        A.Publish("after");
        Advance(5);

        Assert.That(await client.ReadUntilAsync("id: 2.2\n\n"), Does.EndWith("data: after\nid: 2.2\n\n"));
    }

    [Test]
    public async Task A_response_opens_with_a_heartbeat_while_the_store_is_unreachable()
    {
        B.Store.IsUnreachable = true;
        var result = SseResults.Stream(B.Topic, _server with { HeartbeatInterval = TimeSpan.FromSeconds(15) });
        using var client = new FakeClient();
        _ = result.ExecuteAsync(client.Context);
        await Waiting.AdvanceUntilAsync(() => Advance(16), () => client.Flushes > 1, () => "No heartbeat was sent.");

        B.Store.IsUnreachable = false;
        Advance(5);
        A.Publish("1");

        Assert.That(await client.ReadUntilAsync("id: 1.1\n\n"), Does.Contain(":\n"));
    }

    [Test]
    public async Task A_client_with_a_filter_keeps_its_position()
    {
        using var client = FakeClient.Start(SseResults.Stream(B.Topic.After("", e => Equals(e.Tag, "mine")), _server));
        await client.ReadUntilAsync("\n\n");
        var id = "";
        for (var i = 1; i <= 40; i++)
        {
            id = A.Publish($"{i}", tag: "other");
        }

        A.Publish("41", tag: "mine");
        var text = await client.ReadUntilAsync("id: 41.41\n\n");

        Assert.That(Data(text), Is.EqualTo(new[] { "41" }));
        Assert.That(text.Split("\n\n").Where(block => block.StartsWith("id: ", StringComparison.Ordinal)), Is.Not.Empty);
        Assert.That(id, Is.Not.Empty);
    }

    [Test]
    public async Task An_end_ends_the_response()
    {
        using var client = FakeClient.Start(SseResults.Stream(B.Topic, _server));
        await Waiting.UntilAsync(() => B.Topic.SubscriberCount == 1, () => "The topic was not subscribed to.");
        A.Publish("1");

        await A.Topics.EndAsync("t");

        Assert.That(Data(await client.ReadToEndAsync()), Is.EqualTo(new[] { "1" }));
    }

    private static IEnumerable<string> Data(string text) => text.Split('\n')
        .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
        .Select(line => line["data: ".Length..]);
}
