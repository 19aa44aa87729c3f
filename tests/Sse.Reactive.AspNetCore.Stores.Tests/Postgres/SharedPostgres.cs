using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>One PostgreSQL server for all tests, which the first test that needs it starts. It has the schema <c>sse</c>.</summary>
[SetUpFixture]
public class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Starting = new(StartAsync);

    internal static Task<PostgresServer> ServerAsync() => Starting.Value;

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Starting is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var server } })
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = new SsePostgresStore(server.ConnectionString);
        await store.EnsureCreatedAsync();
        return server;
    }
}
