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

    [Test]
    public async Task A_name_that_is_too_long_for_a_notification_rings_too()
    {
        await using var store = new SsePostgresStore(Server.ConnectionString);
        var name = new string('ä', 4001);
        var rung = new TaskCompletionSource();
        using var watch = store.Watch(name, () => rung.TrySetResult());
        await rung.Task.WaitAsync(TestDeadline.Value); // it listens

        rung = new();
        await Store.AppendAsync(name, [new(new("x"))], default);
        await rung.Task.WaitAsync(TestDeadline.Value);
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
