namespace Sse.Reactive.AspNetCore.Stores.Tests;

/// <summary>One Redis server for all tests, which the first test that needs it starts.</summary>
[SetUpFixture]
public class SharedRedis
{
    private static readonly Lazy<Task<RedisServer>> Starting = new(() => RedisServer.StartAsync());

    internal static Task<RedisServer> ServerAsync() => Starting.Value;

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Starting is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var server } })
        {
            await server.DisposeAsync();
        }
    }
}
