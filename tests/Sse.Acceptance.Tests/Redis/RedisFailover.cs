namespace Sse.Acceptance.Tests;

/// <summary>Redis with a replica.</summary>
internal sealed class RedisFailover(RedisServer primary, RedisServer replica) : IFailover
{
    public IEngine Primary { get; } = new RedisEngine(primary);

    public IEngine Standby { get; } = new RedisEngine(replica);

    public string ConnectionString => RedisEngine.Settings($"{primary.Configuration},{replica.Configuration}");

    public static async Task<IFailover> StartAsync()
    {
        var primary = await RedisEngine.StartServerAsync();
        return new RedisFailover(primary, await RedisEngine.StartServerAsync("--replicaof", $"127.0.0.1 {primary.Port}"));
    }

    public async Task WaitForStandbyAsync(string topic)
    {
        using var deadline = new CancellationTokenSource(Size.Deadline);
        while (await LengthAsync(replica) != await LengthAsync(primary) || !await HasWrittenAsync())
        {
            await Task.Delay(20, deadline.Token);
        }

        async Task<long> LengthAsync(RedisServer server) => (long)await server.ExecuteAsync("XLEN", $"sse:{topic}");

        // It writes its file anew after it has received everything at first.
        async Task<bool> HasWrittenAsync() =>
            ((string)(await replica.ExecuteAsync("INFO", "persistence"))!) is var info
            && info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal)
            && info.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal);
    }

    public Task PromoteAsync() => replica.ExecuteAsync("REPLICAOF", "NO", "ONE");

    public async ValueTask DisposeAsync()
    {
        await replica.DisposeAsync();
        await primary.DisposeAsync();
    }
}
