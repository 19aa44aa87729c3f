using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The code of docs/checkpoints.md and of the packages' READMEs, compiled and run.</summary>
public class StoreSnippets : PostgresFixture
{
    [Test]
    public async Task CheckpointInTransaction()
    {
        await using var server = await ServeAsync();
        var (uri, connectionString, stream) = (server.Uri, Server.ConnectionString, Stream);

        #region CheckpointInTransaction
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var store = new SsePostgresCheckpointStore(source, stream); // "orders"
        await store.EnsureCreatedAsync();

        await foreach (var e in SseAsyncEnumerable.Connect(uri, new() { CheckpointStore = store })) // resumes from the store
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await ApplyAsync(e, transaction); // your work, on this connection
            await store.SaveAsync(e.LastEventId, transaction);
            await transaction.CommitAsync(); // both or neither
        }
        #endregion

        Assert.That(await DoneAsync(), Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(await store.LoadAsync(), Is.EqualTo("3"));

        Task ApplyAsync(SseEvent e, NpgsqlTransaction transaction) => WorkAsync(transaction, e.LastEventId);
    }

    [Test]
    public async Task CheckpointWithEntityFramework()
    {
        var store = Open();
        await using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql(Source).Options);
        var e = new SseEvent("x", LastEventId: "7");

        #region CheckpointWithEntityFramework
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.SaveChangesAsync();
        await store.SaveAsync(e.LastEventId, transaction.GetDbTransaction());
        await transaction.CommitAsync();
        #endregion

        Assert.That(await store.LoadAsync(), Is.EqualTo("7"));
    }

    [Test]
    public async Task CheckpointInRedis()
    {
        await using var server = await ServeAsync();
        var (uri, redis, stream) = (server.Uri, (await Engines.RedisAsync()).Configuration, Stream);
        var processed = new List<string>();

        #region CheckpointInRedis
        await using var store = new SseRedisCheckpointStore(redis, stream); // "redis:6379", "orders"

        await SseObservable.Connect(uri, new() { CheckpointStore = store })
            .CheckpointTo(store)
            .ForEachAsync(e => processed.Add(e.LastEventId)); // may run twice for an event
        #endregion

        Assert.That(processed, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(await store.LoadAsync(), Is.EqualTo("3"));
    }

    [Test]
    public async Task CheckpointRetry()
    {
        await using var server = await ServeAsync();
        var uri = server.Uri;
        var store = Open();
        await store.LoadAsync();
        await Server.KillAsync();
        var pause = TimeSpan.FromSeconds(0.2);

        #region CheckpointRetry
        var events = SseObservable.Connect(uri, new() { CheckpointStore = store })
            .CheckpointTo(store)
            .RetryWhen(errors => errors.SelectMany(error => error is SseCheckpointException { IsUsedElsewhere: false }
                ? Observable.Timer(pause) // the engine is away: resume from the store
                : Observable.Throw<long>(error)));
        #endregion

        var ids = events.Select(e => e.LastEventId).ToList().ToTask();
        await Server.StartAgainAsync();

        Assert.That(await ids.WaitAsync(TestDeadline.Value), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    /// <summary>Serves three events, and ends.</summary>
    private static Task<EventServer> ServeAsync() => EventServer.StartAsync(context =>
    {
        if (context.Request.Headers["Last-Event-ID"] == "3")
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        }

        return EventServer.SendAsync(context.Response, "id: 1\ndata: x\n\nid: 2\ndata: x\n\nid: 3\ndata: x\n\n");
    });
}
