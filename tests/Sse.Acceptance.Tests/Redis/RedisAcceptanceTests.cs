namespace Sse.Acceptance.Tests;

/// <summary>Topics in Redis: what holds for every engine.</summary>
public class RedisAcceptanceTests : EngineAcceptance
{
    private protected override async Task<IEngine> StartEngineAsync() => new RedisEngine(await RedisEngine.StartServerAsync());

    private protected override Task<IFailover> StartFailoverAsync() => RedisFailover.StartAsync();
}
