using Cluster;
using Sse.Reactive.AspNetCore.Postgres;
using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Benchmarks.Server;

/// <summary>
/// Measures topics in memory, in Redis and in PostgreSQL, in one run. The engines are started for it, with their durable defaults: Redis
/// flushes each second, PostgreSQL before it confirms.
/// </summary>
internal static class SharedRun
{
    public static async Task<int> StartAsync(bool isQuick)
    {
        await using var redis = await RedisEngine.StartAsync(default);
        await using var postgres = await PostgresEngine.StartAsync(default);
        await using (var schema = new SsePostgresStore(postgres.Connection))
        {
            await schema.EnsureCreatedAsync();
        }

        var engines = new (string Name, Func<Task<ISseStore>>? Open)[]
        {
            ("memory", null),
            ("Redis", () => Task.FromResult<ISseStore>(new SseRedisStore(redis.Connection))),
            ("PostgreSQL", () => Task.FromResult<ISseStore>(new SsePostgresStore(postgres.Connection))),
        };
        foreach (var (name, open) in engines)
        {
            Console.WriteLine($"{name,-12} warming up");
            await new SharedMeasurement(name, open, isQuick: true, isWarmUp: true).RunAsync();
        }

        var memory = 0.0;
        foreach (var (name, open) in engines)
        {
            var measurement = new SharedMeasurement(name, open, isQuick, isWarmUp: false);
            await measurement.RunAsync();
            memory = open is null ? measurement.Fanout : memory;
            Console.WriteLine($"{name,-12} fan-out relative to memory: {measurement.Fanout / memory:0.00}");
        }

        return 0;
    }
}
