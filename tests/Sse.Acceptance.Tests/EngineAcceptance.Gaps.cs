namespace Sse.Acceptance.Tests;

/// <content>Where a gap is due: what was trimmed, and what an engine has lost.</content>
public abstract partial class EngineAcceptance
{
    [Test]
    public async Task History_that_is_trimmed_under_a_slow_client_is_one_gap()
    {
        const int Events = 400;
        var data = new string('x', 64 * 1024); // more than the buffers between the node and the client hold
        var (id, _) = await Cluster.PublishAsync("trimmed", "start");
        var trimmed = new TaskCompletionSource();
        var slow = new Subscriber("trimmed", id, Cluster.Nodes) { BeforeReading = count => count < 3 ? Task.CompletedTask : trimmed.Task };
        var away = new Subscriber("trimmed", id, Cluster.Nodes);
        var fast = new Subscriber("trimmed", id, Cluster.Nodes);
        var running = Task.WhenAll(slow.RunAsync(), fast.RunAsync());
        var firstPart = away.RunAsync(until: "5");
        for (var i = 1; i <= Events; i++)
        {
            await Cluster.PublishAsync("trimmed", i <= 5 ? $"{i}" : data);
        }

        await Cluster.PublishAsync("trimmed", Subscriber.End);
        await firstPart;
        await WaitUntilAsync(() => fast.Ids.Count == Events + 1);
        var all = (await Cluster.ReadAsync("trimmed")).Select(e => e.LastEventId).Skip(1).ToList();
        await Cluster.Store.TrimAsync("trimmed", 50, default);
        trimmed.SetResult();
        await Task.WhenAll(running, away.RunAsync());

        Assert.That(fast.Gaps, Is.Empty);
        Expect.Same(fast.Ids, all);
        foreach (var subscriber in new[] { slow, away })
        {
            var (gap, before) = subscriber.Gaps.Single();
            var missing = all.Count - subscriber.Ids.Count;
            Assert.That(gap.Reason, Is.EqualTo(SseGapReason.Expired));
            Assert.That(gap.Count, Is.EqualTo(missing).Or.Null);
            Expect.Same(subscriber.Ids, [.. all.Take(before), .. all.Skip(before + missing)]);
        }

        // A node without subscribers may still have some of what followed in its ring.
        Assert.That(away.Ids, Has.Count.EqualTo(away.Gaps[0].Before + 50));
    }

    [Test]
    public async Task An_engine_that_returns_without_its_latest_events_is_one_gap()
    {
        var (id, _) = await Cluster.PublishAsync("lost", "start");
        var subscribers = Subscribe(Cluster, "lost", id, hopAfter: 0);
        var away = new Subscriber("lost", id, Cluster.Nodes); // returns when the new history is longer than the old one was
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        var firstPart = away.RunAsync(until: "tail");
        await PublishManyAsync(Cluster, "lost", "kept", 50);
        await Engine.Server.SaveAsync();
        await PublishManyAsync(Cluster, "lost", "lost", 19);
        await Cluster.PublishAsync("lost", "tail");
        await firstPart;
        await WaitUntilAsync(() => subscribers.All(s => s.Ids.Count == 70));
        await Engine.Server.RestoreAsync();
        await PublishManyAsync(Cluster, "lost", "new", 60);
        await Cluster.PublishAsync("lost", Subscriber.End);
        await Task.WhenAll(running, away.RunAsync());

        var stored = await Cluster.ReadAsync("lost");
        Assert.That(stored, Has.Count.EqualTo(1 + 50 + 60 + 1));
        foreach (var subscriber in subscribers.Append(away))
        {
            Expect.LostTail(subscriber, received: 70, published: 61, stored);
        }
    }

    [TestCaseSource(typeof(Size), nameof(Size.LackingEvents))]
    public async Task A_promoted_standby_continues_and_what_it_lacked_is_a_gap(int lacking)
    {
        await using var engines = await StartFailoverAsync();
        await using var cluster = await Cluster.StartAsync(engines.Standby, engines.ConnectionString);
        var (id, _) = await cluster.PublishAsync("promoted", "start");
        var subscribers = Subscribe(cluster, "promoted", id, hopAfter: 0);
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));

        await PublishManyAsync(cluster, "promoted", "kept", 50);
        await engines.WaitForStandbyAsync("promoted");
        if (lacking > 0)
        {
            await engines.Standby.Server.KillAsync();
            await PublishManyAsync(cluster, "promoted", "lost", lacking);
        }

        await WaitUntilAsync(() => subscribers.All(s => s.Ids.Count == 50 + lacking));
        await engines.Primary.Server.KillAsync();
        if (lacking > 0)
        {
            await engines.Standby.Server.StartAgainAsync();
        }

        await engines.PromoteAsync();
        await PublishManyAsync(cluster, "promoted", "new", 60);
        await cluster.PublishAsync("promoted", Subscriber.End);
        await running;

        var stored = await cluster.ReadAsync("promoted");
        Assert.That(stored, Has.Count.EqualTo(1 + 50 + 60 + 1));
        if (lacking == 0)
        {
            Expect.Everything(subscribers, stored, after: id);
            return;
        }

        foreach (var subscriber in subscribers)
        {
            Expect.LostTail(subscriber, received: 50 + lacking, published: 61, stored);
        }
    }

    private static async Task PublishManyAsync(Cluster cluster, string topic, string data, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await cluster.PublishAsync(topic, $"{data} {i}");
        }
    }
}
