using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Publishing in transactions of the application.</summary>
public class PostgresTransactionTests : PostgresFixture
{
    [Test]
    public async Task Events_of_a_transaction_are_published_if_it_commits_and_not_if_it_rolls_back()
    {
        await using var topics = new SseSharedTopics(Store);
        var topic = topics[nameof(Events_of_a_transaction_are_published_if_it_commits_and_not_if_it_rolls_back)];
        var received = new List<string>();
        var done = new TaskCompletionSource();
        using var subscription = topic.Subscribe(e =>
        {
            received.Add(e.Data);
            if (e.Data == "end")
            {
                done.SetResult();
            }
        });
        await topic.PublishAsync(new("start"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = 0; i < 10; i++)
            {
                await using var connection = await Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await topic.PublishAsync(new($"{n}.{i}a"), transaction);
                await topic.PublishAsync(new($"{n}.{i}b"), transaction);
                await (i % 5 == 4 ? transaction.RollbackAsync() : transaction.CommitAsync());
            }
        }));
        await topic.PublishAsync(new("end")); // after all of them: cause before effect
        await done.Task.WaitAsync(TestDeadline.Value);

        var expected = Enumerable.Range(0, 8)
            .SelectMany(n => Enumerable.Range(0, 10).Where(i => i % 5 != 4).SelectMany(i => new[] { $"{n}.{i}a", $"{n}.{i}b" }));
        Assert.That(received[^1], Is.EqualTo("end"));
        Assert.That(received.Where(d => d.Contains('.')), Is.EquivalentTo(expected));
        foreach (var publisher in received.Where(d => d.Contains('.')).GroupBy(d => d[0]))
        {
            Assert.That(publisher, Is.Ordered);
        }
    }

    [Test]
    public async Task What_is_published_after_a_commit_follows_what_the_transaction_has_published()
    {
        const string Topic = "cause";
        for (var i = 0; i < 20; i++)
        {
            await ExecuteAsync($"SELECT sse.publish('{Topic}', 'cause', p_ring => false)"); // no node looks at the queue now
            await Store.AppendAsync(Topic, [new(new("effect"))], default);
        }

        var page = await Store.ReadAsync(Topic, "", new(100), default);
        Assert.That(page.Events.Select(e => e.Value.Data).Chunk(2), Is.EqualTo(Enumerable.Repeat(new[] { "cause", "effect" }, 20)));
    }

    [Test]
    public async Task A_long_queue_is_moved_in_short_steps_and_delays_no_other_topic()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "backlog" });
        await store.EnsureCreatedAsync();
        await ExecuteAsync("SELECT count(backlog.publish('much', i::text, p_ring => false)) FROM generate_series(1, 30000) i");
        await ExecuteAsync("SELECT backlog.publish('little', 'x', p_ring => false)");

        await ExecuteAsync("SELECT backlog.sequence()"); // as a node does
        Assert.That(await ExecuteAsync("SELECT count(*) FROM backlog.queue"), Is.EqualTo(25_000));
        Assert.That((await store.ReadAsync("little", "", new(10), default)).Events, Has.Count.EqualTo(1));

        await store.AppendAsync("much", [new(new("after all of them"))], default);
        var latest = (await store.ReadLatestAsync("much", new(2), default)).Events;
        Assert.That(latest.Select(e => e.Value.Data), Is.EqualTo(new[] { "30000", "after all of them" }));
        Assert.That(await ExecuteAsync("SELECT last_position FROM backlog.topic WHERE name = 'much'"), Is.EqualTo(30_001));
    }

    [Test]
    public async Task Large_events_of_a_queue_are_moved_by_their_size()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "heavy" });
        await store.EnsureCreatedAsync();
        await ExecuteAsync("SELECT count(heavy.publish('t', repeat('x', 10000000), p_ring => false)) FROM generate_series(1, 5)");

        await ExecuteAsync("SELECT heavy.append('t', '{}', '{}', '{}')");
        Assert.That(await ExecuteAsync("SELECT count(*) FROM heavy.queue"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_step_that_takes_long_ends_after_two_seconds_with_what_it_has_moved()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "slow" });
        await store.EnsureCreatedAsync();
        await ExecuteAsync(
            "CREATE FUNCTION slow.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2.1); RETURN NEW; END $$");
        await ExecuteAsync("CREATE TRIGGER wait BEFORE INSERT ON slow.event FOR EACH ROW EXECUTE FUNCTION slow.wait()");
        await ExecuteAsync("SELECT count(slow.publish(i::text, 'x', p_ring => false)) FROM generate_series(1, 3) i");

        await ExecuteAsync("SELECT slow.sequence()");
        Assert.That(await ExecuteAsync("SELECT count(*) FROM slow.queue"), Is.EqualTo(2));
        Assert.That(await ExecuteAsync("SELECT count(*) FROM slow.event"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_commit_is_delivered_although_nothing_else_is_published()
    {
        await using var topics = new SseSharedTopics(Store);
        using var received = await ReceiveAsync(topics["alone"]);
        await using var connection = await Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await topics["alone"].PublishAsync(new("x", "type"), transaction, tag: "tag");
            await transaction.CommitAsync();
        }

        Assert.That((await received.NextAsync()) with { LastEventId = "" }, Is.EqualTo(new SseEvent("x", "type")));
    }

    [Test]
    public async Task Another_node_delivers_what_a_node_has_committed_before_it_ended()
    {
        await using var topics = new SseSharedTopics(Store);
        using var received = await ReceiveAsync(topics["ended"]);
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var other = new SseSharedTopics(new SsePostgresStore(Source)))
        {
            await other["ended"].PublishAsync(new("x"), transaction);
            await other.Store.DisposeAsync(); // it no longer moves what is committed
        }

        await transaction.CommitAsync();
        Assert.That((await received.NextAsync()).Data, Is.EqualTo("x"));
    }

    [Test]
    public async Task SQL_publishes_too()
    {
        await using var topics = new SseSharedTopics(Store);
        using var received = await ReceiveAsync(topics["orders"]);
        await ExecuteAsync("""SELECT sse.publish('orders', '{"id":1}', 'order')""");

        Assert.That((await received.NextAsync()) with { LastEventId = "" }, Is.EqualTo(new SseEvent("""{"id":1}""", "order")));
    }

    [Test]
    public async Task Dapper_and_the_topic_share_a_transaction()
    {
        await using var topics = new SseSharedTopics(Store);
        await ExecuteAsync("CREATE TABLE dapper_orders (id int)");
        using var received = await ReceiveAsync(topics["dapper"]);
        await using var connection = await Source.OpenConnectionAsync();
        foreach (var id in new[] { 1, 2 })
        {
            await using System.Data.Common.DbTransaction transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("INSERT INTO dapper_orders VALUES (@id)", new { id }, transaction);
            await topics["dapper"].PublishAsync(new($"{id}"), transaction);
            await (id == 1 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }

        Assert.That((await received.NextAsync()).Data, Is.EqualTo("2"));
        Assert.That(await connection.QueryAsync<int>("SELECT id FROM dapper_orders"), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task Entity_Framework_and_the_topic_share_a_transaction()
    {
        await using var topics = new SseSharedTopics(Store);
        await ExecuteAsync("CREATE TABLE orders (id int PRIMARY KEY)");
        using var received = await ReceiveAsync(topics["entities"]);
        foreach (var id in new[] { 1, 2 })
        {
            await using var context = new OrderContext(Server.ConnectionString);
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Add(new Order { Id = id });
            await context.SaveChangesAsync();
            await topics["entities"].PublishAsync(new($"{id}"), transaction.GetDbTransaction());
            await (id == 1 ? transaction.RollbackAsync() : transaction.CommitAsync());
        }

        Assert.That((await received.NextAsync()).Data, Is.EqualTo("2"));
        await using var read = new OrderContext(Server.ConnectionString);
        Assert.That(await read.Set<Order>().Select(o => o.Id).ToListAsync(), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task A_topic_of_another_store_is_refused_by_name()
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var other = new SseSharedTopics(new SseMemoryStore());

        foreach (var topic in new ISseTopic[] { new SseTopic("t"), other["t"] })
        {
            Assert.That(
                async () => await topic.PublishAsync(new("x"), transaction),
                Throws.TypeOf<SseStoreException>()
                    .With.Property(nameof(SseStoreException.Store)).EqualTo(topic.Store?.Name ?? "memory")
                    .And.Message.Contains("UsePostgres"));
        }
    }

    [Test]
    public async Task A_transaction_that_has_ended_or_failed_is_an_error()
    {
        await using var topics = new SseSharedTopics(Store);
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.That(async () => await connection.ExecuteAsync("SELECT 1/0"), Throws.Exception);

        Assert.That(async () => await topics["t"].PublishAsync(new("x"), transaction), Throws.TypeOf<SseStoreException>());
        await transaction.RollbackAsync();
        Assert.That(
            async () => await topics["t"].PublishAsync(new("x"), transaction),
            Throws.InvalidOperationException.With.Message.Contains("has ended"));
    }

    [Test]
    public async Task An_event_that_cannot_be_stored_is_refused_before_the_transaction_fails()
    {
        await using var topics = new SseSharedTopics(Store);
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        foreach (var refused in new SseEvent[] { new("x", LastEventId: "1"), new("x", "sse-end"), new("x", "a\nb"), new("a\0b") })
        {
            Assert.That(async () => await topics["t"].PublishAsync(refused, transaction), Throws.ArgumentException, $"{refused}");
        }

        Assert.That(await connection.ExecuteScalarAsync("SELECT 1"), Is.EqualTo(1));
    }

    private sealed class Order
    {
        public int Id { get; init; }
    }

    private sealed class OrderContext(string connectionString) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(connectionString);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            var order = modelBuilder.Entity<Order>().ToTable("orders");
            order.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
        }
    }
}
