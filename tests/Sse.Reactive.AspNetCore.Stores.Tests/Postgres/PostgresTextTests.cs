using Npgsql;
using NUnit.Framework.Constraints;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Text that PostgreSQL cannot store is refused before a request.</summary>
public class PostgresTextTests : PostgresFixture
{
    [TestCase(0, "U+0000")]
    [TestCase(0xD800, "lone surrogate")]
    public void A_name_that_cannot_be_stored_is_refused(int character, string message)
    {
        var name = "a" + (char)character;
        Refuses(() => Store.AppendAsync(name, [new(new("x"))], default));
        Refuses(() => Store.ReadAsync(name, "", new(1), default));
        Refuses(() => Store.ReadLatestAsync(name, new(1), default));
        Refuses(() => Store.TrimAsync(name, 1, default));

        void Refuses(Func<Task> use) => Assert.That(use, Throws.TypeOf<ArgumentException>().With.Message.Contains(message));
    }

    [Test]
    public async Task A_shared_topic_with_such_a_name_is_refused_when_it_is_used()
    {
        await using var topics = new SseSharedTopics(Store);

        Assert.That(() => topics["a\0"], Throws.ArgumentException.With.Message.Contains("U+0000"));
        Assert.That(() => topics.After("a\0", ""), Throws.ArgumentException.With.Message.Contains("U+0000"));
        Assert.That(() => topics.After(["a\0"], ""), Throws.ArgumentException.With.Message.Contains("U+0000"));
        Assert.That(async () => await topics.EndAsync("a\0"), Throws.ArgumentException.With.Message.Contains("U+0000"));
    }

    [Test]
    public void An_event_that_cannot_be_stored_is_refused()
    {
        foreach (var refused in new SsePublishedEvent[] { new(new("a\0")), new(new("x", "a\0")), new(new("x"), "a\0") })
        {
            Assert.That(
                async () => await Store.AppendAsync("t", [refused], default),
                Throws.TypeOf<ArgumentException>().With.Message.Contains("U+0000"),
                $"{refused}");
        }
    }

    [Test]
    public async Task An_ID_of_a_client_that_cannot_be_stored_is_unknown()
    {
        await Store.AppendAsync("IDs", [new(new("x"))], default);

        foreach (var id in new[] { "a\0", "1.1\0", "\uD800", "1.\uD800" })
        {
            var page = await Store.ReadAsync("IDs", id, new(10), default);
            Assert.That((page.Events.Count, page.Gap?.Reason), Is.EqualTo((1, SseGapReason.Unknown)));
        }
    }

    [Test]
    public async Task A_name_that_cannot_be_indexed_is_refused_when_it_is_published_to()
    {
        var random = new Random(20);
        var name = string.Concat(Enumerable.Range(0, 2001).Select(_ => (char)random.Next('!', '~'))); // PostgreSQL compresses others
        await using var topics = new SseSharedTopics(Store);
        using var received = new Received(topics[name]);

        Assert.That(async () => await topics[name].PublishAsync(new("x")), TooLong());
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.That(async () => await topics[name].PublishAsync(new("x"), transaction), TooLong());
        }

        Assert.That(async () => await PublishInSqlAsync(name), Throws.TypeOf<PostgresException>().With.Message.Contains("2000_bytes"));
        Assert.That((await Store.ReadLatestAsync(name, new(1), default)).Events, Is.Empty);
        await topics[name[..2000]].PublishAsync(new("x"));
        await PublishInSqlAsync(name[..2000]);
        Assert.That(received.Events, Is.Empty);

        static Constraint TooLong() =>
            Throws.TypeOf<ArgumentException>().With.Message.Contains("2001 bytes in UTF-8, but PostgreSQL can index 2000");
    }

    [Test]
    public async Task A_gap_cannot_be_published_in_SQL()
    {
        var error = (await Assert.ThrowsAsync<PostgresException>(async () => await PublishInSqlAsync("gaps", "sse-gap")))!;

        Assert.That(error.Message, Does.Contain("type_sse_gap_is_reserved"));
    }

    [TestCase("LATIN1")]
    [TestCase("SQL_ASCII")]
    public async Task A_database_that_cannot_store_all_text_is_reported(string encoding)
    {
        var name = "with_" + encoding.ToLowerInvariant();
        await ExecuteAsync($"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0");
        var connectionString = new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = name }.ConnectionString;
        await using var store = new SsePostgresStore(connectionString);

        Assert.That(
            async () => await store.EnsureCreatedAsync(),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains(encoding).And.Message.Contains("UTF8"));
    }

    [Test]
    public void Multiplexed_connections_are_refused()
    {
        var connectionString = Server.ConnectionString + ";Multiplexing=true";
        Assert.That(() => new SsePostgresStore(connectionString), Throws.ArgumentException.With.Message.Contains("Multiplexing"));
    }

    private async Task PublishInSqlAsync(string topic, string type = "message")
    {
        await using var command = Source.CreateCommand("SELECT sse.publish($1, 'x', $2)");
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = type });
        await command.ExecuteNonQueryAsync();
    }
}
