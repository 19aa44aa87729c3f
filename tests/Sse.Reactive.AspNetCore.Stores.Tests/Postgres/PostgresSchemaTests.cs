using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The schema: created once, checked when the application starts.</summary>
public class PostgresSchemaTests : PostgresFixture
{
    [TestCase("")]
    [TestCase("Upper")]
    [TestCase("1st")]
    [TestCase("a;b")]
    [TestCase("a\n")]
    [TestCase(null)]
    public void A_name_that_is_not_plain_is_refused(string? schema) =>
        Assert.That(() => new SsePostgresOptions { Schema = schema! }, Throws.ArgumentException.With.Message.Contains("lower-case"));

    [Test]
    public async Task A_missing_schema_is_reported()
    {
        await using var store = new SsePostgresStore(Source, new() { Schema = "missing" });

        Assert.That(async () => await store.CheckSchemaAsync(), Throws.TypeOf<SseStoreSetupException>());
        Assert.That(
            async () => await store.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("EnsureCreatedAsync"));
        Assert.That(
            async () => await StartAsync(new() { Schema = "missing", CreateSchema = false }),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("SsePostgresStore.Script"));
    }

    [Test]
    public async Task Nodes_that_start_at_the_same_time_create_the_schema_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(new() { Schema = "together" })));

        Assert.That(await ExecuteAsync("SELECT count(*) FROM together.version"), Is.EqualTo(1L));
    }

    [Test]
    public async Task The_script_is_what_migrations_need()
    {
        await ExecuteAsync(SsePostgresStore.Script("migrated"));

        await StartAsync(new() { Schema = "migrated", CreateSchema = false });
    }

    [Test]
    public async Task A_schema_of_another_version_prevents_the_start()
    {
        await StartAsync(new() { Schema = "newer" });
        await ExecuteAsync("UPDATE newer.version SET version = 2");

        Assert.That(
            async () => await StartAsync(new() { Schema = "newer" }),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("has version 2, but"));
    }

    [Test]
    public async Task A_schema_of_another_version_with_other_tables_is_not_reported_as_missing()
    {
        await ExecuteAsync("CREATE SCHEMA redesigned; CREATE TABLE redesigned.version AS SELECT 2 AS version");
        await using var store = new SsePostgresStore(Source, new() { Schema = "redesigned" });

        Assert.That(
            async () => await store.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("has version 2, but"));
    }

    [Test]
    public async Task A_role_without_permission_is_reported()
    {
        await ExecuteAsync("CREATE ROLE guest LOGIN");
        var guest = Server.ConnectionString.Replace("Username=postgres", "Username=guest", StringComparison.Ordinal);
        await using var store = new SsePostgresStore(guest);

        Assert.That(
            async () => await store.AppendAsync("t", [new(new("x"))], default),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("Grant"));
        await ExecuteAsync("GRANT USAGE ON SCHEMA sse TO guest; GRANT INSERT ON sse.queue TO guest");
        await ExecuteAsync("SET ROLE guest; SELECT sse.publish('granted', 'x'); RESET ROLE");
        await ExecuteAsync("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sse TO guest");
        Assert.That(await store.AppendAsync("granted", [new(new("y"))], default), Has.Count.EqualTo(1));
        Assert.That((await store.ReadLatestAsync("granted", new(10), default)).Events, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_role_that_may_only_read_prevents_the_start()
    {
        await ExecuteAsync("CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA sse TO reader");
        await ExecuteAsync("GRANT SELECT ON ALL TABLES IN SCHEMA sse TO reader");
        var reader = Server.ConnectionString.Replace("Username=postgres", "Username=reader", StringComparison.Ordinal);

        Assert.That(
            async () => await StartAsync(new(), reader, new()),
            Throws.TypeOf<SseStoreSetupException>().With.Message.Contains("INSERT on queue").And.Message.Not.Contains("SELECT"));
    }

    [Test]
    public async Task An_unreachable_database_does_not_prevent_the_start()
    {
        var logs = new Logs();
        await StartAsync(new(), "Host=127.0.0.1;Port=1;Username=postgres", logs);

        Assert.That(logs.Entries, Has.Some.StartsWith("Warning: PostgreSQL could not be reached when the application started"));
    }

    private Task StartAsync(SsePostgresOptions options) => StartAsync(options, Server.ConnectionString, new());

    private static async Task StartAsync(SsePostgresOptions options, string connectionString, Logs logs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(logs);
        builder.Services.AddSseTopics().UsePostgres(connectionString, options);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
