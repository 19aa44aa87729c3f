namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The contract of stores, for <see cref="SseRedisCheckpointStore"/>.</summary>
public class RedisStoreTests : DurableStoreContract
{
    private RedisServer _server = null!;

    protected override int MaxIdBytes => 16 * 1024 * 1024;

    [OneTimeSetUp]
    public async Task StartServer() => _server = await Engines.RedisAsync();

    protected override ISseCheckpointStore Create(string stream) => new SseRedisCheckpointStore(_server.Configuration, stream);
}
