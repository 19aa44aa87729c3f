using System.Data;
using System.Transactions;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The checkpoint in the transaction of the work: both or neither.</summary>
public class PostgresTransactionTests : PostgresFixture
{
    [Test]
    public async Task A_commit_saves_and_a_rollback_does_not()
    {
        var store = Open();
        await using var connection = await Source.OpenConnectionAsync();
        foreach (var (id, isCommitted) in new[] { ("1", true), ("2", false), ("3", true), ("4", false) })
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await WorkAsync(transaction, id);
            await store.SaveAsync(id, transaction);
            await (isCommitted ? transaction.CommitAsync() : transaction.RollbackAsync());
            Assert.That(await store.LoadAsync(), Is.EqualTo(isCommitted ? id : $"{int.Parse(id, null) - 1}"));
        }

        Assert.That(await DoneAsync(), Is.EqualTo(new[] { "1", "3" }));
    }

    [Test]
    public async Task A_first_save_that_rolls_back_leaves_the_store_usable()
    {
        var store = Open();
        await using var connection = await Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await store.SaveAsync("1", transaction);
        }

        Assert.That(await store.LoadAsync(), Is.Null);
        await store.SaveAsync("2");
        Assert.That(await store.LoadAsync(), Is.EqualTo("2"));
    }

    [Test]
    public async Task Dapper_shares_its_transaction()
    {
        var store = Open();
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await connection.ExecuteAsync("INSERT INTO work (stream, event) VALUES (@Stream, '1')", new { Stream }, transaction);
        await store.SaveAsync("1", transaction);
        await transaction.CommitAsync();

        Assert.That((await DoneAsync(), await store.LoadAsync()), Is.EqualTo((new[] { "1" }, "1")));
    }

    [Test]
    public async Task Entity_Framework_Core_shares_its_transaction()
    {
        var store = Open();
        await using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql(Source).Options);
        foreach (var (id, isCommitted) in new[] { ("1", true), ("2", false) })
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Database.ExecuteSqlAsync($"INSERT INTO work (stream, event) VALUES ({Stream}, {id})");
            await store.SaveAsync(id, transaction.GetDbTransaction());
            await (isCommitted ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        Assert.That((await DoneAsync(), await store.LoadAsync()), Is.EqualTo((new[] { "1" }, "1")));
    }

    [Test]
    public async Task A_store_that_was_taken_over_makes_its_transaction_fail()
    {
        var older = Open();
        await older.SaveAsync("1");
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await WorkAsync(transaction, "2");

        Assert.That(await Open().LoadAsync(), Is.EqualTo("1"));
        var error = await FailAsync(async () => await older.SaveAsync("2", transaction));
        await CommitIgnoringErrorsAsync(transaction);

        Assert.That(error.IsUsedElsewhere, Is.True);
        Assert.That(await DoneAsync(), Is.Empty);
    }

    [TestCase(System.Data.IsolationLevel.ReadCommitted)]
    [TestCase(System.Data.IsolationLevel.RepeatableRead)]
    [TestCase(System.Data.IsolationLevel.Serializable)]
    public async Task At_any_isolation_level_an_older_process_does_not_overwrite(System.Data.IsolationLevel level)
    {
        var older = Open();
        await older.SaveAsync("1");
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(level);
        await WorkAsync(transaction, "2"); // takes the snapshot

        var newer = Open();
        await newer.SaveAsync("3");
        await FailAsync(async () => await older.SaveAsync("2", transaction));
        await CommitIgnoringErrorsAsync(transaction);

        Assert.That((await DoneAsync(), await newer.LoadAsync()), Is.EqualTo((Array.Empty<string>(), "3")));
    }

    [Test]
    public async Task Another_store_takes_over_after_the_transaction_that_has_saved()
    {
        var older = Open();
        await older.SaveAsync("1");
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await WorkAsync(transaction, "2");
        await older.SaveAsync("2", transaction);

        var loading = Open().LoadAsync().AsTask();
        await WaitForLockAsync();
        Assert.That(loading.IsCompleted, Is.False);
        await transaction.CommitAsync();

        Assert.That(await loading.WaitAsync(TestDeadline.Value), Is.EqualTo("2"));
        await FailAsync(async () => await older.SaveAsync("3"));
    }

    [Test]
    public async Task A_transaction_of_another_database_fails()
    {
        var store = Open();
        await store.SaveAsync("1");
        await ExecuteAsync("""DROP DATABASE IF EXISTS "another" WITH (FORCE)""");
        await ExecuteAsync("""CREATE DATABASE "another" """);
        await using var another = NpgsqlDataSource.Create(Server.ConnectionString.Replace("Database=postgres", "Database=another"));
        await new SsePostgresCheckpointStore(another, Stream).EnsureCreatedAsync();
        await using var connection = await another.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var error = await FailAsync(async () => await store.SaveAsync("2", transaction));

        Assert.That(error.Message, Does.Contain("another database"));
        Assert.That(error.IsUsedElsewhere, Is.False);
    }

    [Test]
    public async Task A_transaction_that_has_ended_is_wrong_use()
    {
        var store = Open();
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();

        Assert.That(async () => await store.SaveAsync("1", transaction), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_failed_transaction_is_reported()
    {
        var store = Open();
        await store.SaveAsync("1");
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Assert.ThrowsAsync<PostgresException>(async () => await connection.ExecuteAsync("SELECT 1/0", transaction: transaction));

        var error = await FailAsync(async () => await store.SaveAsync("2", transaction));

        Assert.That(error.Message, Does.Contain("current transaction is aborted"));
    }

    [Test]
    public async Task An_ambient_transaction_does_not_include_the_store()
    {
        var store = Open();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await store.SaveAsync("1"); // the scope is not completed
        }

        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    private async Task WaitForLockAsync()
    {
        await using var command = Source.CreateCommand("SELECT count(*) FROM pg_locks WHERE NOT granted");
        while ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>What a caller does that ignores the error of the store.</summary>
    private static async Task CommitIgnoringErrorsAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException)
        {
        }
    }
}
