using System.Diagnostics;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>A server that does not answer, and a pool that is no more.</summary>
public class PostgresFailureTests : PostgresFixture
{
    [Test]
    public async Task A_server_that_does_not_answer_fails_requests_after_their_timeout()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = new SsePostgresStore(server.ConnectionString, new() { CommandTimeout = TimeSpan.FromSeconds(1) });
        await store.EnsureCreatedAsync();
        await store.AppendAsync("t", [new(new("x"))], default); // the pool has connections

        server.Suspend();
        try
        {
            var start = Stopwatch.GetTimestamp();
            Assert.That(async () => await store.AppendAsync("t", [new(new("y"))], default), Throws.TypeOf<SseStoreException>());
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(12)));
        }
        finally
        {
            server.Resume();
        }
    }

    [TestCase("Username=locked;Password=secret-", "refused the credentials", TestName = "A_wrong_password_is_a_setup_error")]
    [TestCase("Username=locked", "the connection string has none", TestName = "A_missing_password_is_a_setup_error")]
    [TestCase("Username=other", "refused the credentials", TestName = "A_user_that_does_not_exist_is_a_setup_error")]
    [TestCase("Database=other", "does not exist", TestName = "A_database_that_does_not_exist_is_a_setup_error")]
    public async Task A_connection_that_the_server_refuses_is_a_setup_error(string changes, string message)
    {
        await using var server = await PostgresServer.StartAsync();
        await server.ExecuteAsync("CREATE ROLE locked LOGIN PASSWORD 'right'");
        var rules = (string)(await server.ExecuteAsync("SHOW hba_file"))!;
        await File.WriteAllTextAsync(rules, $"host all locked 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        var connection = $"{server.ConnectionString};{changes}";

        await RefusedCredentials.CheckAsync(new SsePostgresStore(connection), topics => topics.UsePostgres(connection), message);
    }

    [Test]
    public async Task A_server_that_takes_no_changes_is_named()
    {
        await using var store = new SsePostgresStore(Source);
        await store.EnsureCreatedAsync();
        await using var standby = new SsePostgresStore($"{Source.ConnectionString};Options=-c default_transaction_read_only=on");

        Assert.That(
            async () => await standby.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreException>().With.Message.Contains("Target Session Attributes=primary"));
    }

    [Test]
    public async Task Work_that_fails_is_known_until_it_succeeds()
    {
        await using var store = new SsePostgresStore(
            Source,
            new()
            {
                Schema = "failing",
                QueueInterval = TimeSpan.FromMilliseconds(20),
                RetentionInterval = TimeSpan.FromMilliseconds(20),
            });
        await store.EnsureCreatedAsync();
        Assert.That(store.Failures, Is.Empty);

        await ExecuteAsync("ALTER TABLE failing.queue RENAME TO lost");
        await ExecuteAsync("ALTER TABLE failing.topic RENAME TO lost_topic");
        using var watch = store.Watch("x", () => { }); // starts the work
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (store.Failures.Count < 2)
        {
            await Task.Delay(10, deadline.Token);
        }

        Assert.That(
            store.Failures.Select(f => f.Work),
            Is.EqualTo(new[] { "move events that transactions have published", "remove expired events" }));
        Assert.That(store.Failures.Select(f => f.Error.Message), Has.All.Contains("is missing in the database"));
        await ExecuteAsync("ALTER TABLE failing.lost RENAME TO queue");
        await ExecuteAsync("ALTER TABLE failing.lost_topic RENAME TO topic");
        while (store.Failures.Count > 0)
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    [Test]
    public async Task Work_that_failed_here_is_a_failure_while_another_node_seems_to_do_it()
    {
        await using var store = new SsePostgresStore(
            Source, new() { Schema = "stuck", QueueInterval = TimeSpan.FromMilliseconds(20), RetentionInterval = TimeSpan.FromHours(1) });
        await store.EnsureCreatedAsync();
        await ExecuteAsync("CREATE SEQUENCE stuck.turns");
        await AnswerAsync("IF nextval('stuck.turns') = 1 THEN RAISE EXCEPTION 'too slow'; END IF; RETURN NULL;");
        using var watch = store.Watch("x", () => { }); // starts the work
        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        while (await ExecuteAsync("SELECT last_value FROM stuck.turns") is not > 3L)
        {
            await Task.Delay(10, deadline.Token);
        }

        Assert.That(store.Failures.Select(f => f.Error.Message), Has.Some.Contains("too slow"));
        await AnswerAsync("RETURN '{}';");
        while (store.Failures.Count > 0)
        {
            await Task.Delay(10, deadline.Token);
        }

        Task AnswerAsync(string body) => ExecuteAsync(
            $"CREATE OR REPLACE FUNCTION stuck.sequence() RETURNS text[] LANGUAGE plpgsql AS $$ BEGIN {body} END $$");
    }

    [Test]
    public async Task A_connection_that_was_lost_is_a_failure_until_another_one_listens()
    {
        await using var proxy = new CuttableProxy(Server.Port);
        await using var store = new SsePostgresStore(
            Source, new() { Schema = "listening", ListenConnectionString = PostgresServer.ConnectionStringOf(proxy.Port) });
        await store.EnsureCreatedAsync();
        using var rung = new SemaphoreSlim(0);
        using var watch = store.Watch("x", () => rung.Release());
        Assert.That(await rung.WaitAsync(TestDeadline.Value), Is.True, "it listens");

        using var deadline = new CancellationTokenSource(TestDeadline.Value);
        await using (proxy.Cut())
        {
            while (store.Failures.Count == 0)
            {
                await Task.Delay(10, deadline.Token);
            }
        }

        Assert.That(store.Failures.Select(f => f.Work), Is.EqualTo(new[] { "listen for notifications of PostgreSQL" }));
        while (store.Failures.Count > 0)
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    [Test]
    public async Task A_pool_that_was_disposed_of_is_named()
    {
        var source = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var store = new SsePostgresStore(source);
        await source.DisposeAsync();

        Assert.That(
            async () => await store.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreException>().With.Message.Contains("disposed of"));
    }
}
