using System.Data;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>A database, role or connection string whose transactions have another isolation level than the usual one.</summary>
[TestFixture("repeatable read", IsolationLevel.RepeatableRead)]
[TestFixture("serializable", IsolationLevel.Serializable)]
public class PostgresIsolationTests(string setting, IsolationLevel level) : PostgresFixture
{
    private string ConnectionString =>
        $"{Server.ConnectionString};Options=-c default_transaction_isolation={setting.Replace(" ", "\\ ", StringComparison.Ordinal)}";

    [Test]
    public async Task Nodes_publish_and_read_without_conflicts()
    {
        await using var first = new SsePostgresStore(ConnectionString);
        await using var second = new SsePostgresStore(ConnectionString);
        var topic = $"isolated {setting}";

        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var store = i % 2 == 0 ? first : second;
            var appended = await store.AppendAsync(topic, [new(new($"{i}"))], default);
            await store.ReadLatestAsync(topic, new(3), default);
            return appended[0];
        }));

        var page = await first.ReadAsync(topic, "", new(1000), default);
        Assert.That(page.Events.Select(e => e.Value.LastEventId), Is.EquivalentTo(ids));
    }

    [Test]
    public async Task Transactions_of_that_level_publish_without_conflicts()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var store = new SsePostgresStore(source);
        await using var topics = new SseSharedTopics(store);
        var topic = topics[$"transactions {setting}"];
        using var received = await ReceiveAsync(topic);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync(level);
            await topic.PublishAsync(new($"{i}a"), transaction);
            await topic.PublishAsync(new($"{i}b")); // meanwhile, on its own
            await transaction.CommitAsync();
        }));

        var data = new HashSet<string>();
        while (data.Count < 40)
        {
            Assert.That(data.Add((await received.NextAsync()).Data), Is.True);
        }
    }

    [Test]
    public async Task Nodes_that_start_at_the_same_time_create_the_schema_once()
    {
        var schema = "isolated_" + level.ToString().ToLowerInvariant();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var store = new SsePostgresStore(ConnectionString, new() { Schema = schema });
            await store.EnsureCreatedAsync();
        }));

        Assert.That(await ExecuteAsync($"SELECT count(*) FROM {schema}.version"), Is.EqualTo(1L));
    }
}
