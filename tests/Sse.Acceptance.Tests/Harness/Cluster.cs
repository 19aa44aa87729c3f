namespace Sse.Acceptance.Tests;

/// <summary>An engine and two nodes, with publishers and subscribers.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private Cluster(IEngine engine, NodeProcess[] nodes, ISseStore store) => (Engine, Nodes, Store) = (engine, nodes, store);

    public IEngine Engine { get; }

    public IReadOnlyList<NodeProcess> Nodes { get; }

    /// <summary>The store, as a third node sees it.</summary>
    public ISseStore Store { get; }

    /// <param name="engine">The engine, which this object does not dispose of.</param>
    /// <param name="connectionString">How the nodes connect to it. Default: directly.</param>
    /// <param name="arguments">Further arguments of the nodes.</param>
    public static async Task<Cluster> StartAsync(IEngine engine, string? connectionString = null, params string[] arguments)
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(
            _ => NodeProcess.StartAsync(engine, connectionString ?? engine.ConnectionString, arguments)));
        return new(engine, nodes, engine.OpenStore());
    }

    /// <summary>Starts a cluster whose second node has a network of its own.</summary>
    public static async Task<Cluster> StartAsync(IEngine engine, NodeNetwork network) => new(
        engine,
        [await NodeProcess.StartAsync(engine, engine.ConnectionString), await NodeProcess.StartAsync(engine, network)],
        engine.OpenStore());

    /// <summary>Publishes an event on any node, again and again until it is confirmed.</summary>
    /// <returns>Its ID, and how often publishing has failed.</returns>
    public async Task<(string Id, int Failures)> PublishAsync(string topic, string data)
    {
        using var deadline = new CancellationTokenSource(Size.Deadline);
        for (var failures = 0; ; failures++)
        {
            if (await Nodes[Random.Shared.Next(Nodes.Count)].PostAsync(topic, data) is { } id)
            {
                return (id, failures);
            }

            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>Publishes the numbers from 1 by several publishers, then the end.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="count">How many events.</param>
    /// <param name="faults">What happens meanwhile: the number with which it begins, and what.</param>
    /// <returns>The IDs of what was confirmed, by number.</returns>
    public async Task<Dictionary<string, string>> PublishAllAsync(string topic, int count, params (int At, Func<Task> Fault)[] faults)
    {
        var confirmed = new Dictionary<string, string>();
        var running = new List<Task>();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                foreach (var (_, fault) in faults.Where(f => f.At == number))
                {
                    lock (running)
                    {
                        running.Add(fault());
                    }
                }

                var (id, _) = await PublishAsync(topic, $"{number}");
                lock (confirmed)
                {
                    confirmed[$"{number}"] = id;
                }
            }
        }));
        await Task.WhenAll(running);
        await PublishAsync(topic, Subscriber.End);
        return confirmed;
    }

    /// <summary>All events that the engine holds of a topic, in order.</summary>
    public async Task<IReadOnlyList<SseEvent>> ReadAsync(string topic)
    {
        var all = new List<SseEvent>();
        using var deadline = new CancellationTokenSource(Size.Deadline);
        while (true)
        {
            try
            {
                var page = await Store.ReadAsync(topic, all is [.., var last] ? last.LastEventId : "", new(1000), deadline.Token);
                all.AddRange(page.Events.Select(e => e.Value));
                if (!page.HasMore)
                {
                    return all;
                }
            }
            catch (SseStoreException) // by a connection from before the engine was killed
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
