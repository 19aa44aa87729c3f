using Npgsql;
using Sse.Reactive.AspNetCore.Postgres;

namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>Tests on the shared PostgreSQL server.</summary>
public abstract class PostgresFixture
{
    private protected PostgresServer Server { get; private set; } = null!;

    /// <summary>A pool of connections of the application.</summary>
    protected NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>A store on that pool.</summary>
    protected SsePostgresStore Store { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task OpenStore()
    {
        Server = await SharedPostgres.ServerAsync();
        Source = NpgsqlDataSource.Create(Server.ConnectionString);
        Store = new(Source);
    }

    [OneTimeTearDown]
    public async Task CloseStore()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
            await Source.DisposeAsync();
        }
    }

    protected async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Subscribes to what is published to a topic from now on.</summary>
    private protected static async Task<Received> ReceiveAsync(ISseTopic topic)
    {
        var page = await topic.Store!.ReadLatestAsync(topic.Name, new(1), default);
        return new(topic.After(page.Events is [.., var last] ? last.Value.LastEventId : page.Floor));
    }
}
