using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The schema: created once, by a call or a script; of a known version; with content that can be an ID.</summary>
public class PostgresSchemaTests : PostgresFixture
{
    [Test]
    public async Task Processes_that_start_together_create_the_schema_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => In("together").EnsureCreatedAsync()));

        var store = In("together");
        await store.SaveAsync("1");
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task The_script_creates_the_schema()
    {
        await ExecuteAsync(SsePostgresCheckpointStore.Script("by_script"));

        var store = In("by_script");
        await store.EnsureCreatedAsync();
        await store.SaveAsync("1");
        Assert.That(await store.LoadAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_missing_schema_names_the_call_that_creates_it()
    {
        var error = await FailAsync(async () => await In("missing").LoadAsync());

        Assert.That(error.Message, Does.Contain("'missing'").And.Contain("EnsureCreatedAsync"));
    }

    [TestCase("UPDATE newer.version SET version = 2", "has version 2, but")]
    [TestCase("DELETE FROM newer.version", "has version none, but")]
    public async Task A_schema_of_another_version_is_reported(string change, string expected)
    {
        await ExecuteAsync("DROP SCHEMA IF EXISTS newer CASCADE");
        await In("newer").EnsureCreatedAsync();
        await ExecuteAsync(change);

        Assert.That((await FailAsync(() => In("newer").EnsureCreatedAsync())).Message, Does.Contain(expected));
        Assert.That((await FailAsync(async () => await In("newer").LoadAsync())).Message, Does.Contain(expected));
        Assert.That((await FailAsync(async () => await In("newer").SaveAsync("1"))).Message, Does.Contain(expected));
    }

    [TestCase("last_event_id = E'1\\n2'")]
    [TestCase("last_event_id = E'1\\r'")]
    [TestCase("last_event_id = repeat('1', 16 * 1024 * 1024 + 1)")]
    public async Task An_ID_that_no_stream_has_is_reported_and_kept(string change)
    {
        var used = Open();
        await used.SaveAsync("1");
        await ExecuteAsync($"UPDATE {Checkpoint} SET {change} WHERE stream = '{Stream}'");

        await FailAsync(async () => await used.SaveAsync("2"));
        await using (var connection = await Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var error = await FailAsync(async () => await used.SaveAsync("2", transaction));
            Assert.That(error.Message, Does.Contain("delete the row"));
        }

        foreach (var store in new[] { used, Open() })
        {
            var error = await FailAsync(async () => await store.LoadAsync());
            Assert.That(error.Message, Does.Contain(Stream).And.Contain("delete the row"));
            await FailAsync(async () => await store.SaveAsync("2"));
        }

        await ExecuteAsync($"UPDATE {Checkpoint} SET last_event_id = '6' WHERE stream = '{Stream}'");
        await used.SaveAsync("7"); // no other store has taken it over
        Assert.That(await used.LoadAsync(), Is.EqualTo("7"));
    }

    [Test]
    public async Task The_store_that_was_taken_over_after_it_found_what_is_no_ID_stays_so()
    {
        var older = Open();
        await older.SaveAsync("1");
        await ExecuteAsync($"UPDATE {Checkpoint} SET last_event_id = E'a\\nb' WHERE stream = '{Stream}'");
        await FailAsync(async () => await older.LoadAsync());
        await ExecuteAsync($"UPDATE {Checkpoint} SET last_event_id = '6' WHERE stream = '{Stream}'");
        var newer = Open();
        Assert.That(await newer.LoadAsync(), Is.EqualTo("6"));
        await newer.SaveAsync("7");

        Assert.That((await FailAsync(async () => await older.SaveAsync("3"))).IsUsedElsewhere, Is.True);
        Assert.That(await newer.LoadAsync(), Is.EqualTo("7"));
    }

    [TestCase("ALTER TABLE altered.checkpoint DROP COLUMN last_event_id")]
    [TestCase("ALTER TABLE altered.checkpoint ALTER COLUMN last_event_id TYPE int USING 1")]
    [TestCase("ALTER TABLE altered.checkpoint DROP COLUMN owner")]
    [TestCase("DROP TABLE altered.checkpoint")]
    [TestCase("ALTER TABLE altered.version RENAME COLUMN version TO another")]
    public async Task Tables_that_were_altered_are_reported(string change)
    {
        await ExecuteAsync("DROP SCHEMA IF EXISTS altered CASCADE");
        await In("altered").EnsureCreatedAsync();
        await In("altered").SaveAsync("1");
        await ExecuteAsync(change);

        await FailAsync(async () => await In("altered").LoadAsync());
        await FailAsync(async () => await In("altered").SaveAsync("2"));
    }

    [Test]
    public async Task A_row_that_was_deleted_means_nothing_saved_and_is_created_again()
    {
        var store = Open();
        await store.SaveAsync("1");
        await ExecuteAsync($"DELETE FROM {Checkpoint} WHERE stream = '{Stream}'");

        Assert.That(await store.LoadAsync(), Is.Null);
        await store.SaveAsync("2");
        Assert.That(await Open().LoadAsync(), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_store_that_was_taken_over_stays_so_after_the_row_is_deleted()
    {
        var older = Open();
        await older.SaveAsync("1");
        var newer = Open();
        await newer.SaveAsync("2");
        await FailAsync(async () => await older.SaveAsync("3"));
        await ExecuteAsync($"DELETE FROM {Checkpoint} WHERE stream = '{Stream}'");

        Assert.That((await FailAsync(async () => await older.SaveAsync("3"))).IsUsedElsewhere, Is.True);
        Assert.That((await FailAsync(async () => await older.LoadAsync())).IsUsedElsewhere, Is.True);
        await newer.SaveAsync("4");
        Assert.That(await newer.LoadAsync(), Is.EqualTo("4"));
    }

    [Test]
    public async Task A_row_that_was_updated_moves_the_consumer()
    {
        await Open().SaveAsync("1");
        await ExecuteAsync($"UPDATE {Checkpoint} SET last_event_id = '42' WHERE stream = '{Stream}'");

        Assert.That(await Open().LoadAsync(), Is.EqualTo("42"));
    }

    [Test]
    public async Task A_role_without_permission_is_an_error_that_names_what_to_grant()
    {
        await ExecuteAsync("DROP ROLE IF EXISTS guest");
        await ExecuteAsync("CREATE ROLE guest LOGIN");
        var settings = new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Username = "guest", Pooling = false };
        await using var store = new SsePostgresCheckpointStore(settings.ConnectionString, Stream);

        Assert.That((await FailAsync(async () => await store.LoadAsync())).Message, Does.Contain("permission denied").And.Contain("Grant"));
        await using var creator = new SsePostgresCheckpointStore(settings.ConnectionString, Stream) { Schema = "forbidden" };
        Assert.That((await FailAsync(() => creator.EnsureCreatedAsync())).Message, Does.Contain("permission denied"));
    }

    [TestCase("")]
    [TestCase("Upper")]
    [TestCase("1st")]
    [TestCase("a;b")]
    [TestCase("a\n")]
    [TestCase(null)]
    public void A_schema_is_a_plain_name(string? schema)
    {
        Assert.That(() => In(schema!), Throws.ArgumentException);
        Assert.That(() => SsePostgresCheckpointStore.Script(schema!), Throws.ArgumentException);
    }

    [TestCase('\0')]
    [TestCase('\n')]
    [TestCase('\ud800')]
    public void The_name_of_a_stream_is_readable_text(char c) =>
        Assert.That(() => new SsePostgresCheckpointStore(Source, $"a{c}b"), Throws.ArgumentException);

    [Test]
    public async Task The_name_of_a_stream_has_up_to_200_characters()
    {
        await using var longest = new SsePostgresCheckpointStore(Source, new string('日', 200));

        await longest.SaveAsync("1");

        Assert.That(await longest.LoadAsync(), Is.EqualTo("1"));
        Assert.That(() => new SsePostgresCheckpointStore(Source, new string('x', 201)), Throws.ArgumentException);
        Assert.That(() => new SsePostgresCheckpointStore(Source, ""), Throws.ArgumentException);
    }

    private SsePostgresCheckpointStore In(string schema) => new(Source, Stream) { Schema = schema };
}
