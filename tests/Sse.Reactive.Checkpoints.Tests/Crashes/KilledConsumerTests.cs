namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>
/// A consumer with <c>CheckpointTo</c> as a process that is killed: each event is processed at least once, and the checkpoint is never
/// ahead of what was processed.
/// </summary>
public class KilledConsumerTests
{
    private const int Kills = 3;

    [TestCase("postgres")]
    [TestCase("redis")]
    public async Task A_killed_consumer_misses_no_event(string engine)
    {
        var name = Guid.NewGuid().ToString();
        var where = engine == "redis" ? (await Engines.RedisAsync()).Configuration : (await Engines.PostgresAsync()).ConnectionString;
        await using var server = await EventServer.StartAsync(async context =>
        {
            var last = int.TryParse(context.Request.Headers["Last-Event-ID"], out var id) ? id : 0;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await Task.Delay(1); // so that the kills come between many saves
                await EventServer.SendAsync(context.Response, $"id: {++last}\ndata: x\n\n");
            }
        });
        var random = new Random(1);
        var processed = new HashSet<string>();
        var saved = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var consumer = new ConsumerProcess("consume", "concurrent", $"{server.Uri}", $"{engine}|{where}|{name}");
            await consumer.ReadAsync(random.Next(20, 60));
            await consumer.KillAsync();
            processed.UnionWith(consumer.Lines);
            var before = saved;
            saved = int.Parse(await LoadAsync() ?? "0", null);

            Assert.That(saved, Is.GreaterThanOrEqualTo(before));
            Assert.That(Enumerable.Range(1, saved).Where(n => !processed.Contains($"{n}")), Is.Empty, $"the checkpoint is {saved}");
        }

        Assert.That(saved, Is.GreaterThan(0));

        async Task<string?> LoadAsync()
        {
            await using IAsyncDisposable store = engine == "redis"
                ? new SseRedisCheckpointStore(where, name)
                : new SsePostgresCheckpointStore(where, name);
            return await ((ISseCheckpointStore)store).LoadAsync();
        }
    }
}
