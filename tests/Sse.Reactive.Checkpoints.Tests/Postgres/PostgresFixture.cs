using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A test with a table of work, a checkpoint of its own and requests to the database.</summary>
public abstract class PostgresFixture
{
    protected internal const string Checkpoint = "sse_checkpoints.checkpoint";

    private readonly List<IAsyncDisposable> _disposables = [];

    private protected PostgresServer Server { get; private set; } = null!;

    protected NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>The name of a stream that no other test uses.</summary>
    protected string Stream { get; private set; } = "";

    [SetUp]
    public async Task SetUp()
    {
        Server = await Engines.PostgresAsync();
        Source = NpgsqlDataSource.Create(Server.ConnectionString);
        Stream = $"{TestContext.CurrentContext.Test.MethodName} {Guid.NewGuid():N}";
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS work (n bigserial, stream text, event text)");
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var disposable in _disposables)
        {
            await disposable.DisposeAsync();
        }

        _disposables.Clear();
        await Source.DisposeAsync();
    }

    protected T Tracked<T>(T disposable)
        where T : IAsyncDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    protected SsePostgresCheckpointStore Open() => Tracked(new SsePostgresCheckpointStore(Source, Stream));

    protected async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Does the work of an event.</summary>
    protected async Task WorkAsync(NpgsqlTransaction transaction, string work)
    {
        await using var command = new NpgsqlCommand("INSERT INTO work (stream, event) VALUES ($1, $2)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = Stream }, new() { Value = work } },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The work that is committed, in its order.</summary>
    protected async Task<string[]> DoneAsync()
    {
        await using var command = Source.CreateCommand("SELECT coalesce(array_agg(event ORDER BY n), '{}') FROM work WHERE stream = $1");
        command.Parameters.Add(new() { Value = Stream });
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    protected static async Task<SseCheckpointException> FailAsync(Func<Task> use) =>
        (await Assert.ThrowsAsync<SseCheckpointException>(use))!;
}
