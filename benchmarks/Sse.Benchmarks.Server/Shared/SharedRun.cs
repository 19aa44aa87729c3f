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
    private const string Fanout = "fanout";

    /// <summary>What can be measured.</summary>
    public static IReadOnlyList<string> Parts { get; } = [.. SharedMeasurement.Parts, Fanout];

    /// <param name="parts">What to measure; all if there are none.</param>
    /// <param name="isQuick">Whether to measure for a shorter time.</param>
    public static async Task<int> StartAsync(IReadOnlyCollection<string> parts, bool isQuick)
    {
        parts = parts.Count == 0 ? [.. Parts] : parts;
        await using var redis = await RedisEngine.StartAsync(default);
        await using var postgres = await PostgresEngine.StartAsync(default);
        await using (var schema = new SsePostgresStore(postgres.Connection))
        {
            await schema.EnsureCreatedAsync();
        }

        SharedEngine[] engines =
        [
            new("memory"),
            new("Redis", () => Task.FromResult<ISseStore>(new SseRedisStore(redis.Connection)), redis.ProcessId),
            new("PostgreSQL", () => Task.FromResult<ISseStore>(new SsePostgresStore(postgres.Connection)), postgres.ProcessId),
        ];
        foreach (var part in SharedMeasurement.Parts.Where(parts.Contains))
        {
            foreach (var engine in engines)
            {
                await new SharedMeasurement(engine, isQuick: true, isWarmUp: true).RunAsync(part);
                await new SharedMeasurement(engine, isQuick, isWarmUp: false).RunAsync(part);
            }
        }

        foreach (var subscribers in parts.Contains(Fanout) ? new[] { 200, 1_000 } : [])
        {
            await using var fanout = new SharedFanout(engines, subscribers);
            await fanout.RunAsync(rounds: isQuick ? 3 : 9, TimeSpan.FromSeconds(2));
        }

        return 0;
    }
}
