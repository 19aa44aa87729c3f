using System.Diagnostics;
using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Servers that are killed, suspended, restored from a backup, or replaced by a replica; and two nodes with subscribers.</summary>
public class RedisFailureTests
{
    private static readonly SsePageLimit All = new(100_000, int.MaxValue);

    [Test]
    public async Task A_server_that_is_killed_and_started_again_loses_nothing_and_duplicates_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = new RedisNode(server.Configuration);
        await using var other = new RedisNode(server.Configuration);
        using var received = await node.SubscribeAsync();
        await other.UntilConnectedAsync();
        await other.Topic.PublishAsync(new("1"));
        await received.WaitAsync("1");

        await server.KillAsync();
        var time = Stopwatch.StartNew();
        foreach (var publisher in new[] { node, other })
        {
            Assert.That(
                async () => await publisher.Topic.PublishAsync(new("lost")),
                Throws.TypeOf<SseStoreException>().With.Property(nameof(SseStoreException.Store)).EqualTo("Redis")
                    .And.Message.Contains("could not be reached").And.Message.Contains(server.Configuration));
        }

        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), "publishing fails before the timeout");
        await server.StartAgainAsync();
        await other.PublishUntilConfirmedAsync("2");
        await received.WaitAsync("2");
        await node.PublishUntilConfirmedAsync("3");
        await received.WaitAsync("3");
        Assert.That(received.Data, Is.EqualTo("1 2 3"));
    }

    [Test]
    public async Task A_server_that_does_not_answer_fails_a_publish_after_a_bounded_time_and_streams_continue()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = new RedisNode(server.Configuration + ",asyncTimeout=500");
        await using var hasty = new RedisNode(server.Configuration + ",asyncTimeout=500");
        await using var other = new RedisNode(server.Configuration);
        await other.UntilConnectedAsync();
        using var received = new Received(node.Topic.After(await other.Topic.PublishAsync(new("0"))));
        await other.Topic.PublishAsync(new("1"));
        await received.WaitAsync("1");
        await hasty.UntilConnectedAsync();

        server.Suspend();
        Assert.That(
            async () => await hasty.Topic.PublishAsync(new("2")),
            Throws.TypeOf<SseStoreException>().With.Message.Contains("could not be reached or did not answer"));
        server.Resume();
        await other.PublishUntilConfirmedAsync("3");
        await received.WaitAsync("3");

        Assert.That(received.Data, Is.EqualTo("1 2 3").Or.EqualTo("1 3"), "what was not confirmed may have been published");
        Assert.That(received.Events.Select(e => e.LastEventId), Is.Unique);
    }

    [Test]
    public async Task A_server_that_comes_back_without_its_newest_events_is_a_gap_for_those_who_have_seen_them()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = new RedisNode(server.Configuration);
        using var received = await node.SubscribeAsync();
        await node.PublishAsync(1, 5);
        await received.WaitAsync("5");
        await server.SaveAsync();
        await node.PublishUntilConfirmedAsync("6");
        await node.PublishAsync(7, 8);
        await received.WaitAsync("8");

        await server.RestoreAsync();
        await node.PublishUntilConfirmedAsync("9");
        await received.WaitAsync("9");
        await node.PublishAsync(10, 12);
        await received.WaitAsync("12");

        Assert.That(received.Data, Is.EqualTo("1 2 3 4 5 6 7 8 Unknown 9 10 11 12"));
        using var late = new Received(node.Topic.After(received.Events.ElementAt(6).LastEventId)); // after the lost event 7
        await late.WaitAsync("12");
        Assert.That(late.Data, Is.EqualTo("Unknown 9 10 11 12"));
        using var early = new Received(node.Topic.After(received.Events.ElementAt(3).LastEventId));
        await early.WaitAsync("12");
        Assert.That(early.Data, Is.EqualTo("5 9 10 11 12"));
    }

    [Test]
    public async Task A_replica_takes_no_changes()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await using var store = new SseRedisStore(replica.Configuration);

        Assert.That(
            async () => await store.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreException>().With.Message.Contains("it is a replica"));
    }

    [Test]
    public async Task A_replica_that_is_promoted_is_found_soon_and_what_it_lacks_is_a_gap()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var proxy = new CuttableProxy(primary.Port);
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {proxy.Port}");
        const string Permissions = RedisServer.Permissions + " +info";
        await primary.AddUserAsync("restricted", Permissions);
        await using var node = new RedisNode($"{primary.Configuration},{await replica.AddUserAsync("restricted", Permissions)}");
        using var received = await node.SubscribeAsync();
        await node.PublishAsync(1, 5);
        await received.WaitAsync("5");
        await using var copy = new SseRedisStore(replica.Configuration);
        while (await LengthAsync(replica) < 5)
        {
            await Task.Delay(20);
        }

        await using (proxy.Cut())
        {
            await node.PublishAsync(6, 8);
            await received.WaitAsync("8");
            await primary.KillAsync();
            await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        }

        var time = Stopwatch.StartNew();
        await node.PublishUntilConfirmedAsync("9");
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), "the library's own default takes a minute");
        await received.WaitAsync("9");
        await node.PublishAsync(10, 10);
        await received.WaitAsync("10");
        Assert.That(received.Data, Is.EqualTo("1 2 3 4 5 6 7 8 Unknown 9 10"));

        static async Task<long> LengthAsync(RedisServer server) => (long)await server.ExecuteAsync("XLEN", "sse:orders");
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_at_first_is_used_as_soon_as_it_can_be()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var node = new RedisNode(server.Configuration);
        using var received = new Received(node.Topic);
        var time = Stopwatch.StartNew();
        Assert.That(async () => await node.Topic.PublishAsync(new("lost")), Throws.TypeOf<SseStoreException>());
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));

        await server.StartAgainAsync();
        await using var other = new RedisNode(server.Configuration);
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        for (var i = 1; received.Events.Count == 0; i++)
        {
            await other.PublishUntilConfirmedAsync($"{i}");
            await Task.Delay(50, deadline.Token);
        }
    }

    [Test]
    public async Task A_slow_subscriber_misses_nothing_unless_the_store_removes_it()
    {
        var server = await SharedRedis.ServerAsync();
        await using var node = new RedisNode(server.Configuration, new() { MaxEvents = 10, PageEvents = 10 }, "slow");
        await node.UntilConnectedAsync();
        using var release = new SemaphoreSlim(0);
        using var slow = new Received(
            node.Topic.After((await node.Store.ReadLatestAsync("slow", All, default)).Floor), _ => release.Wait(TestDeadline.Value));
        await node.PublishAsync(1, 60);
        release.Release(30);
        await slow.WaitAsync("30");
        await node.Store.TrimAsync("slow", 10, default);
        release.Release(100);
        await slow.WaitAsync("60");

        var received = slow.Data.Split(' ');
        var gap = Array.IndexOf(received, "Expired");
        Assert.That(received[..gap], Is.EqualTo(Enumerable.Range(1, gap).Select(i => $"{i}")));
        Assert.That(gap, Is.InRange(30, 50), "what was read already");
        Assert.That(received[(gap + 1)..], Is.EqualTo(Enumerable.Range(51, 10).Select(i => $"{i}")));
    }
}
