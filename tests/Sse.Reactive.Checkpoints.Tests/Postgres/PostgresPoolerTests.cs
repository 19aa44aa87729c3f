using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A pooler between the store and the database, which gives each transaction another connection.</summary>
public class PostgresPoolerTests : PostgresFixture
{
    [Test]
    public async Task Through_PgBouncer_in_transaction_mode_work_and_checkpoint_are_saved_together()
    {
        await using var bouncer = await PgBouncer.StartAsync(Server.Port);
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString);
        var stores = Enumerable.Range(0, 20).Select(i => new SsePostgresCheckpointStore(source, $"{Stream} {i}")).ToList();

        // More connections than PgBouncer has to the server, so that they share these.
        await Task.WhenAll(stores.Select(async store =>
        {
            await store.LoadAsync(); // as a client does first
            for (var n = 1; n <= 10; n++)
            {
                await using var connection = await source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await WorkAsync(transaction, $"{store.Stream}: {n}");
                await store.SaveAsync($"{n}", transaction);
                await (n % 5 == 0 ? transaction.RollbackAsync() : transaction.CommitAsync());
                Assert.That(await store.LoadAsync(), Is.EqualTo($"{(n % 5 == 0 ? n - 1 : n)}"));
            }
        }));

        Assert.That(await DoneAsync(), Is.EquivalentTo(
            stores.SelectMany(store => Enumerable.Range(1, 9).Where(n => n != 5).Select(n => $"{store.Stream}: {n}"))));
        var other = new SsePostgresCheckpointStore(source, stores[0].Stream);
        Assert.That(await other.LoadAsync(), Is.EqualTo("9"));
        Assert.That((await FailAsync(async () => await stores[0].SaveAsync("10"))).IsUsedElsewhere, Is.True);
        stores.ForEach(store => _ = Tracked(store));
    }
}
