namespace Cluster;

/// <summary>Starts a Redis server that keeps its events on disk.</summary>
internal static class RedisEngine
{
    public static async Task<Engine> StartAsync(CancellationToken cancellationToken)
    {
        var engine = Engine.Create("redis");
        try
        {
            await engine.StartAsync(
                "redis-server",
                ["--port", $"{engine.Port}", "--bind", "127.0.0.1", "--dir", engine.Folder, "--appendonly", "yes", "--save", ""],
                cancellationToken);
            engine.Connection = $"127.0.0.1:{engine.Port}";
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }
}
