using System.Diagnostics;

namespace Sse.Acceptance.Tests;

/// <summary>
/// What holds for every engine: two nodes, many clients, and failures. Nothing is lost, no ID comes twice, all have one order, and a gap is
/// reported whenever one is due and never otherwise.
/// </summary>
[Parallelizable(ParallelScope.Self)] // with other engines: most of the time is waiting
public abstract partial class EngineAcceptance
{
    private const int HopAfter = 25;

    private protected IEngine Engine { get; private set; } = null!;

    private protected Cluster Cluster { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Engine = await StartEngineAsync();
        Cluster = await Cluster.StartAsync(Engine);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        if (Engine is not null)
        {
            await Engine.Server.DisposeAsync();
        }
    }

    [Test]
    public Task Clients_that_hop_between_nodes_miss_nothing() => RunAsync(Cluster, "hop");

    [Test]
    public Task A_killed_node_loses_nothing() => RunAsync(
        Cluster,
        "killed-node",
        (Size.Events / 4, () => RestartAsync(Cluster.Nodes[0])),
        (Size.Events / 4 * 3, () => RestartAsync(Cluster.Nodes[1])));

    [Test]
    public Task A_killed_engine_loses_nothing() => RunAsync(Cluster, "killed-engine", (Size.Events / 2, RestartEngineAsync));

    [Test]
    public async Task An_engine_that_hangs_breaks_no_stream()
    {
        var (id, _) = await Cluster.PublishAsync("hangs", "start");
        var subscribers = Subscribe(Cluster, "hangs", id, hopAfter: 0);
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        var confirmed = await Cluster.PublishAllAsync("hangs", Size.Events, (Size.Events / 2, SuspendEngineAsync));
        await running;

        var stored = await Cluster.ReadAsync("hangs");
        Expect.Confirmed(confirmed, stored);
        Expect.Everything(subscribers, stored, after: id);
        Assert.That(subscribers.Select(s => s.Connections), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Clients_of_a_killed_node_resume_together_on_a_fresh_one()
    {
        const int Missed = 200;
        var (id, _) = await Cluster.PublishAsync("resumed", "start");
        var fresh = new TaskCompletionSource();
        var (killed, other) = (Cluster.Nodes[0], Cluster.Nodes[1]);
        Subscriber[] subscribers = [.. Enumerable.Range(0, Size.Resuming).Select(
            _ => new Subscriber("resumed", id, [killed]) { BeforeConnecting = count => count == 0 ? Task.CompletedTask : fresh.Task })];
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        await Cluster.PublishAsync("resumed", "before");
        await WaitUntilAsync(() => subscribers.All(s => s.Ids.Count == 1));

        await killed.KillAsync();
        for (var i = 0; i < Missed; i++)
        {
            Assert.That(await other.PostAsync("resumed", $"{i}"), Is.Not.Null);
        }

        await killed.StartAgainAsync();
        var time = Stopwatch.StartNew();
        fresh.SetResult();
        await WaitUntilAsync(() => subscribers.All(s => s.Ids.Count == 1 + Missed));
        TestContext.Out.WriteLine($"{subscribers.Length} clients resumed within {time.Elapsed.TotalSeconds:F1} s.");
        await Cluster.PublishAsync("resumed", Subscriber.End);
        await running;

        Expect.Everything(subscribers, await Cluster.ReadAsync("resumed"), after: id);
    }

    private protected abstract Task<IEngine> StartEngineAsync();

    private protected abstract Task<IFailover> StartFailoverAsync();

    private async Task RestartEngineAsync()
    {
        await Engine.Server.KillAsync();
        await Task.Delay(500);
        await Engine.Server.StartAgainAsync();
    }

    private async Task SuspendEngineAsync()
    {
        Engine.Server.Suspend();
        await Task.Delay(Size.Silence);
        Engine.Server.Resume();
    }

    /// <summary>Publishers and subscribers on both nodes, while something fails.</summary>
    private protected static async Task RunAsync(Cluster cluster, string topic, params (int At, Func<Task> Fault)[] faults)
    {
        var (id, _) = await cluster.PublishAsync(topic, "start");
        var subscribers = Subscribe(cluster, topic, id, HopAfter);
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        var confirmed = await cluster.PublishAllAsync(topic, Size.Events, faults);
        await running;

        var stored = await cluster.ReadAsync(topic);
        Expect.Confirmed(confirmed, stored);
        Expect.Everything(subscribers, stored, after: id);
        Assert.That(subscribers.Average(s => s.Connections), Is.GreaterThan(Size.Events / HopAfter / 2));
    }

    private protected static async Task RestartAsync(NodeProcess node)
    {
        await node.KillAsync();
        await Task.Delay(200);
        await node.StartAgainAsync();
    }

    private protected static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Size.Deadline);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    private protected static Subscriber[] Subscribe(Cluster cluster, string topic, string after, int hopAfter) =>
        [.. Enumerable.Range(0, Size.Subscribers).Select(_ => new Subscriber(topic, after, cluster.Nodes, hopAfter))];
}
