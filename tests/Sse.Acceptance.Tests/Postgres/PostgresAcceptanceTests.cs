using Npgsql;

namespace Sse.Acceptance.Tests;

/// <summary>Topics in PostgreSQL: what holds for every engine, then transactions and PgBouncer.</summary>
public class PostgresAcceptanceTests : EngineAcceptance
{
    private PostgresServer Server => (PostgresServer)Engine.Server;

    [Test]
    public async Task Exactly_what_transactions_commit_is_published()
    {
        await Server.ExecuteAsync("CREATE TABLE IF NOT EXISTS orders (topic text, id int, PRIMARY KEY (topic, id))");
        await PlaceOrdersAsync(
            Cluster,
            "orders",
            (Size.Transactions / 3, () => RestartAsync(Cluster.Nodes[0])),
            (Size.Transactions / 3 * 2, () => RestartAsync(Cluster.Nodes[1])));
    }

    [Test]
    public async Task Everything_holds_through_PgBouncer_in_transaction_mode()
    {
        await Server.ExecuteAsync("CREATE TABLE IF NOT EXISTS orders (topic text, id int, PRIMARY KEY (topic, id))");
        await using var bouncer = await PgBouncer.StartAsync(Server.Port);
        await using var cluster = await Cluster.StartAsync(Engine, bouncer.ConnectionString, "--listen", "false", "--poll", "50");

        await RunAsync(cluster, "bounced", (Size.Events / 2, () => RestartAsync(cluster.Nodes[0])));
        await PlaceOrdersAsync(cluster, "bounced-orders");
    }

    private protected override async Task<IEngine> StartEngineAsync() => new PostgresEngine(await PostgresServer.StartAsync());

    private protected override Task<IFailover> StartFailoverAsync() => PostgresFailover.StartAsync();

    /// <summary>Transactions on both nodes, of which a tenth roll back. What was committed is what the database says.</summary>
    private async Task PlaceOrdersAsync(Cluster cluster, string topic, params (int At, Func<Task> Fault)[] faults)
    {
        var (start, _) = await cluster.PublishAsync(topic, "start");
        var subscribers = Subscribe(cluster, topic, start, hopAfter: 0);
        var running = Task.WhenAll(subscribers.Select(s => s.RunAsync()));
        var faulting = new List<Task>();
        var (next, answered) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Volatile.Read(ref answered) < Size.Transactions)
            {
                var id = Interlocked.Increment(ref next);
                var node = cluster.Nodes[Random.Shared.Next(cluster.Nodes.Count)];
                if (await node.PostAsync($"{topic}/orders/{id}?pause={Random.Shared.Next(10)}&commit={id % 10 != 0}") is null)
                {
                    await Task.Delay(20); // whether it was committed is unknown, as ever: the next one is another order
                    continue;
                }

                var count = Interlocked.Increment(ref answered);
                foreach (var (_, fault) in faults.Where(f => f.At == count))
                {
                    lock (faulting)
                    {
                        faulting.Add(fault());
                    }
                }
            }
        }));
        await Task.WhenAll(faulting);
        await Server.WaitForTransactionsAsync(); // of a killed node, whose commit may be under way
        await cluster.PublishAsync(topic, Subscriber.End);
        await running;

        var stored = await cluster.ReadAsync(topic);
        Expect.Everything(subscribers, stored, after: start);
        Assert.That(
            stored.Skip(1).SkipLast(1).Select(e => e.Data), Is.EquivalentTo(await CommittedAsync(topic)), "Published = committed.");
        Assert.That(stored, Has.Count.GreaterThan(Size.Transactions / 2));
    }

    private async Task<List<string>> CommittedAsync(string topic)
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = source.CreateCommand("SELECT id::text FROM orders WHERE topic = $1");
        command.Parameters.Add(new() { Value = topic });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}
