using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>How a node is notified of new events: by a connection that listens, by one of another connection string, or by polls.</summary>
public class PostgresListeningTests : PostgresFixture
{
    private string Named(string application) => $"{Server.ConnectionString};Application Name={application}";

    [Test]
    public async Task A_node_that_only_polls_needs_no_connection_that_listens()
    {
        await using var store = new SsePostgresStore(
            Named("polls"), new() { Listen = false, QueueInterval = TimeSpan.FromMilliseconds(50) });
        await using var topics = new SseSharedTopics(store, new() { PollInterval = TimeSpan.FromMilliseconds(50) });

        await DeliversFromElsewhereAsync(topics["polled"]);
        Assert.That(await ListenersAsync("polls"), Is.Zero);
    }

    [Test]
    public async Task The_connection_that_listens_can_have_a_connection_string_of_its_own()
    {
        await using var store = new SsePostgresStore(Named("works"), new() { ListenConnectionString = Named("listens") });
        var rung = new TaskCompletionSource();
        using var watch = store.Watch("listened", () => rung.TrySetResult());
        await rung.Task.WaitAsync(TestDeadline.Value); // it listens
        await using var topics = new SseSharedTopics(store, new() { PollInterval = null });

        await DeliversFromElsewhereAsync(topics["listened"]);
        Assert.That(await ListenersAsync("listens"), Is.EqualTo(1));
        Assert.That(await ListenersAsync("works"), Is.Zero);
    }

    [TestCase("*")]
    [TestCase("äöü")]
    [TestCase("of 2,000 bytes")]
    public async Task Any_name_of_a_topic_rings(string name)
    {
        name = name.StartsWith("of", StringComparison.Ordinal) ? new string('ä', 1000) : name;
        await using var store = new SsePostgresStore(Server.ConnectionString);
        var rung = new TaskCompletionSource();
        using var watch = store.Watch(name, () => rung.TrySetResult());
        await rung.Task.WaitAsync(TestDeadline.Value); // it listens

        rung = new();
        await Store.AppendAsync(name, [new(new("x"))], default);
        await rung.Task.WaitAsync(TestDeadline.Value);
    }

    [Test]
    public async Task What_a_node_appends_last_rings()
    {
        await using var store = new SsePostgresStore(Server.ConnectionString);
        using var rung = new SemaphoreSlim(0);
        var topics = Enumerable.Range(0, 4).Select(i => $"last-{i}").ToArray();
        using var first = store.Watch(topics[0], () => rung.Release());
        Assert.That(await rung.WaitAsync(TestDeadline.Value)); // it listens
        for (var round = 0; round < 20; round++)
        {
            var waiting = topics.ToDictionary(topic => topic, _ => new TaskCompletionSource());
            var watches = topics.Select(topic => store.Watch(topic, () => waiting[topic].TrySetResult())).ToList();
            await using (var ending = new SsePostgresStore(Server.ConnectionString))
            {
                await Task.WhenAll(topics.Select(topic => ending.AppendAsync(topic, [new(new("x"))], default)));
            }

            await Task.WhenAll(waiting.Values.Select(w => w.Task)).WaitAsync(TestDeadline.Value);
            watches.ForEach(watch => watch.Dispose());
        }
    }

    [Test]
    public async Task A_bell_that_cannot_be_rung_does_not_fail_a_publish_and_is_rung_later()
    {
        await ExecuteAsync("CREATE DATABASE silent");
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = "silent" }.ConnectionString);
        await using var store = new SsePostgresStore(source);
        await store.EnsureCreatedAsync();
        await InDatabaseAsync(
            """
            CREATE ROLE mute LOGIN;
            GRANT USAGE ON SCHEMA sse TO mute;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sse TO mute;
            REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC;
            """);
        var rung = new TaskCompletionSource();
        using var watch = store.Watch("t", () => rung.TrySetResult());
        await rung.Task.WaitAsync(TestDeadline.Value); // it listens
        rung = new();
        await using var mute = new SsePostgresStore(
            new NpgsqlConnectionStringBuilder(source.ConnectionString) { Username = "mute" }.ConnectionString);

        var id = (await mute.AppendAsync("t", [new(new("x"))], default)).Single();
        Assert.That(rung.Task.IsCompleted, Is.False);
        var page = await store.ReadLatestAsync("t", new(10), default);
        Assert.That(page.Events.Select(e => e.Value.LastEventId), Is.EqualTo(new[] { id }));
        await InDatabaseAsync("GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO PUBLIC");
        await rung.Task.WaitAsync(TestDeadline.Value);

        async Task InDatabaseAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>An event that another node publishes, and one that SQL publishes without a notification.</summary>
    private async Task DeliversFromElsewhereAsync(ISseTopic topic)
    {
        using var first = await ReceiveAsync(topic);
        await Store.AppendAsync(topic.Name, [new(new("of another node"))], default);
        Assert.That((await first.NextAsync()).Data, Is.EqualTo("of another node"));

        using var second = await ReceiveAsync(topic);
        await ExecuteAsync($"SELECT sse.publish('{topic.Name}', 'of SQL', p_ring => false)");
        Assert.That((await second.NextAsync()).Data, Is.EqualTo("of SQL"));
    }

    private async Task<long> ListenersAsync(string application) => (long)(await ExecuteAsync(
        $"""
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name = '{application}' AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')
        """))!;
}
