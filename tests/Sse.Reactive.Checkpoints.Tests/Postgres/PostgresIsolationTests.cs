using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A database, role or connection string whose transactions have another isolation level than the usual one.</summary>
[TestFixture("repeatable read")]
[TestFixture("serializable")]
public class PostgresIsolationTests(string setting) : PostgresFixture
{
    private string ConnectionString =>
        $"{Server.ConnectionString};Options=-c default_transaction_isolation={setting.Replace(" ", "\\ ", StringComparison.Ordinal)}";

    [Test]
    public async Task Another_store_takes_over_after_the_transaction_that_has_saved()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        var older = new SsePostgresCheckpointStore(source, Stream);
        await older.SaveAsync("1");
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await older.SaveAsync("2", transaction);

        var newer = new SsePostgresCheckpointStore(source, Stream);
        var loading = newer.LoadAsync().AsTask();
        await WaitForLockAsync();
        await transaction.CommitAsync();

        Assert.That(await loading.WaitAsync(TestDeadline.Value), Is.EqualTo("2"));
        await newer.SaveAsync("3");
        Assert.That(await newer.LoadAsync(), Is.EqualTo("3"));
        Assert.That((await FailAsync(async () => await older.SaveAsync("4"))).IsUsedElsewhere, Is.True);
    }

    [Test]
    public void Multiplexed_connections_are_refused() => Assert.That(
        () => new SsePostgresCheckpointStore(ConnectionString + ";Multiplexing=true", Stream),
        Throws.ArgumentException.With.Message.Contains("Multiplexing"));

    private async Task WaitForLockAsync()
    {
        await using var command = Source.CreateCommand("SELECT count(*) FROM pg_locks WHERE NOT granted");
        while ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            await Task.Delay(5);
        }
    }
}
