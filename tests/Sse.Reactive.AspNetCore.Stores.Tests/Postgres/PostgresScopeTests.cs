using System.Transactions;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The store inside of an ambient transaction, which it does not join. SQL on a connection that has joined it does.</summary>
public class PostgresScopeTests : PostgresFixture
{
    [Test]
    public async Task Publishing_without_a_transaction_stands_alone_in_a_scope()
    {
        await using var topics = new SseSharedTopics(Store);
        var ids = new List<string>();
        using (Scope())
        {
            ids.Add(await topics["scope"].PublishAsync(new("1")));
            ids.AddRange(await Store.AppendAsync("scope", [new(new("2"))], default));
            Assert.That((await Store.ReadAsync("scope", "", new(10), default)).Events, Has.Count.EqualTo(2));
            await Store.EnsureCreatedAsync();
            await Store.RemoveExpiredAsync();
        } // not completed

        var page = await Store.ReadAsync("scope", "", new(10), default);
        Assert.That(page.Events.Select(e => e.Value.LastEventId), Is.EqualTo(ids));
    }

    [Test]
    public async Task A_store_that_is_first_used_in_a_scope_listens_after_it()
    {
        await using var store = new SsePostgresStore(Server.ConnectionString);
        var rung = new TaskCompletionSource();
        var watch = System.Reactive.Disposables.Disposable.Empty;
        using (Scope())
        {
            watch = store.Watch("scope of a watch", () => rung.TrySetResult());
            await rung.Task.WaitAsync(TestDeadline.Value); // it listens
        }

        using (watch)
        {
            rung = new();
            await Store.AppendAsync("scope of a watch", [new(new("x"))], default);
            await rung.Task.WaitAsync(TestDeadline.Value);
        }
    }

    [Test]
    public async Task SQL_publishes_with_the_scope_of_its_connection()
    {
        await using var topics = new SseSharedTopics(Store);
        using var received = await ReceiveAsync(topics["scoped"]);
        foreach (var isCompleted in new[] { false, true })
        {
            using var scope = Scope();
            await using var connection = new NpgsqlConnection(Server.ConnectionString);
            await connection.OpenAsync(); // joins
            await using var command = new NpgsqlCommand($"SELECT sse.publish('scoped', '{isCompleted}')", connection);
            await command.ExecuteNonQueryAsync();
            if (isCompleted)
            {
                scope.Complete();
            }
        }

        Assert.That((await received.NextAsync()).Data, Is.EqualTo("True"));
    }

    private static TransactionScope Scope() => new(TransactionScopeAsyncFlowOption.Enabled);
}
