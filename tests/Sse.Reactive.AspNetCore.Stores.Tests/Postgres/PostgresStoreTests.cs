using System.Collections.Concurrent;
using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>The contract, on a PostgreSQL server.</summary>
public class PostgresStoreTests
{
    public static IEnumerable<string> Rules => SseStoreContract.Rules;

    [TestCaseSource(nameof(Rules))]
    public async Task Keeps_the_contract(string rule)
    {
        await using var contract = new Contract(await SharedPostgres.ServerAsync());
        await contract.CheckAsync(rule);
    }

    private sealed class Contract(PostgresServer server) : SseStoreContract, IAsyncDisposable
    {
        private readonly ConcurrentDictionary<ISseStore, CuttableProxy> _proxies = new();

        public async ValueTask DisposeAsync()
        {
            foreach (var proxy in _proxies.Values)
            {
                await proxy.DisposeAsync();
            }
        }

        protected override Task<ISseStore> OpenAsync()
        {
            var proxy = new CuttableProxy(server.Port);
            var store = new SsePostgresStore(PostgresServer.ConnectionStringOf(proxy.Port));
            _proxies[store] = proxy;
            return Task.FromResult<ISseStore>(store);
        }

        protected override Task<IAsyncDisposable?> CutAsync(ISseStore store) =>
            Task.FromResult<IAsyncDisposable?>(_proxies[store].Cut());

        protected override async Task<bool> LoseLatestAsync(string topic, int events)
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = source.CreateCommand(
                """
                WITH t AS (SELECT id, last_position - $2 AS last FROM sse.topic WHERE name = $1),
                  lost AS (DELETE FROM sse.event e USING t WHERE e.topic_id = t.id AND e.position > t.last)
                UPDATE sse.topic SET last_position = t.last,
                  last_nonce = (SELECT nonce FROM sse.event e WHERE e.topic_id = t.id AND e.position = t.last)
                FROM t WHERE topic.id = t.id
                """);
            command.Parameters.Add(new() { Value = topic });
            command.Parameters.Add(new() { Value = (long)events });
            await command.ExecuteNonQueryAsync();
            return true;
        }

        protected override async Task<bool?> ExistsAsync(string topic)
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = source.CreateCommand("SELECT EXISTS(SELECT 1 FROM sse.topic WHERE name = $1)");
            command.Parameters.Add(new() { Value = topic });
            return (bool)(await command.ExecuteScalarAsync())!;
        }
    }
}
