using StackExchange.Redis;

namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>A test with a checkpoint of its own in Redis, and commands to its key.</summary>
public abstract class RedisFixture
{
    private readonly List<SseRedisCheckpointStore> _stores = [];
    private ConnectionMultiplexer _connection = null!;

    private protected RedisServer Server { get; private set; } = null!;

    protected IConnectionMultiplexer Connection => _connection;

    protected IDatabase Database => _connection.GetDatabase();

    /// <summary>The name of a stream that no other test uses.</summary>
    protected string Stream { get; private set; } = "";

    protected RedisKey Key => $"sse-checkpoint:{Stream}";

    [SetUp]
    public async Task SetUp()
    {
        Server = await Engines.RedisAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(Server.Configuration + ",allowAdmin=true");
        Stream = $"{TestContext.CurrentContext.Test.MethodName} {Guid.NewGuid():N}";
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _stores.Clear();
        await _connection.DisposeAsync();
    }

    protected SseRedisCheckpointStore Open() => Tracked(new(Server.Configuration, Stream));

    protected SseRedisCheckpointStore Tracked(SseRedisCheckpointStore store)
    {
        _stores.Add(store);
        return store;
    }

    protected static async Task<SseCheckpointException> FailAsync(Func<Task> use) =>
        (await Assert.ThrowsAsync<SseCheckpointException>(use))!;
}
