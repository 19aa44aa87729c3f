using Sse.Reactive.AspNetCore.Redis;

namespace Sse.Acceptance.Tests;

/// <summary>Redis.</summary>
internal sealed class RedisEngine(RedisServer server) : IEngine
{
    public string Name => "redis";

    public EngineServer Server => server;

    public string ConnectionString => Settings(server.Configuration);

    public static Task<RedisServer> StartServerAsync(params string[] options) =>
        RedisServer.StartAsync(["--repl-diskless-sync-delay", "0", .. options]);

    /// <summary>The settings of a connection to one or more servers.</summary>
    public static string Settings(string servers) => servers + ",asyncTimeout=2000";

    public string ConnectionStringVia(string host, int port) => Settings($"{host}:{port}");

    public ISseStore OpenStore() => new SseRedisStore(ConnectionString);
}
