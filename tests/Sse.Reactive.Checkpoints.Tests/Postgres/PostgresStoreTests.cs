namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The contract of stores, for <see cref="SsePostgresCheckpointStore"/>.</summary>
public class PostgresStoreTests : DurableStoreContract
{
    private PostgresServer _server = null!;

    protected override int MaxIdBytes => 16 * 1024 * 1024;

    [OneTimeSetUp]
    public async Task StartServer() => _server = await Engines.PostgresAsync();

    protected override ISseCheckpointStore Create(string stream) => new SsePostgresCheckpointStore(_server.ConnectionString, stream);
}
