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
