using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>One server of each kind for all tests, which the first test that needs it starts. The schema exists.</summary>
[SetUpFixture]
public class Engines
{
    private static readonly Lazy<Task<PostgresServer>> StartingPostgres = new(StartPostgresAsync);
    private static readonly Lazy<Task<RedisServer>> StartingRedis = new(() => RedisServer.StartAsync());

    internal static Task<PostgresServer> PostgresAsync() => StartingPostgres.Value;

    internal static Task<RedisServer> RedisAsync() => StartingRedis.Value;

    [OneTimeTearDown]
    public async Task Stop()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync(StartingPostgres);
        await StopAsync(StartingRedis);
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> starting)
        where T : IAsyncDisposable
    {
        if (starting is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var server } })
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<PostgresServer> StartPostgresAsync()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = new SsePostgresCheckpointStore(server.ConnectionString, "any");
        await store.EnsureCreatedAsync();
        return server;
    }
}
