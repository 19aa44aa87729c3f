namespace Sse.Acceptance.Tests;

/// <content>A network that loses packets.</content>
public abstract partial class EngineAcceptance
{
    [TestCaseSource(typeof(Size), nameof(Size.Cuts))]
    public async Task A_cable_between_one_node_and_the_engine_is_cut_and_nothing_is_lost(Direction direction)
    {
        await using var network = await NodeNetwork.StartAsync(Engine.Server.Port);
        await using var cluster = await Cluster.StartAsync(Engine, network);
        var topic = $"cable-{direction}";
        var (id, _) = await cluster.PublishAsync(topic, "start");
        var subscribers = Subscribe(cluster, topic, id, hopAfter: 0);
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        await PublishManyAsync(cluster, topic, "before", 20);
        await WaitUntilAsync(() => subscribers.All(s => s.Ids.Count == 20));

        await network.CutAsync(direction);
        for (var i = 0; i < 20; i++)
        {
            Assert.That(await cluster.Nodes[0].PostAsync(topic, $"{i}"), Is.Not.Null);
        }

        Assert.That(await cluster.Nodes[1].PostAsync(topic, "unconfirmed"), Is.Null);
        await network.HealAsync();
        await PublishManyAsync(cluster, topic, "after", 20);
        await cluster.PublishAsync(topic, Subscriber.End);
        await running;

        var stored = await cluster.ReadAsync(topic); // the unconfirmed event may be stored, even after the end
        var end = stored.Select(e => e.Data).ToList().IndexOf(Subscriber.End);
        Expect.Everything(subscribers, [.. stored.Take(end + 1)], after: id);
        Assert.That(subscribers.Select(s => s.Connections), Is.All.EqualTo(1));
    }
}
