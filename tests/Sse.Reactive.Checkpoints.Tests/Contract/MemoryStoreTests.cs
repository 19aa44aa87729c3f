namespace Sse.Reactive.Checkpoints.Tests;

/// <summary>The contract of stores, for <see cref="SseMemoryCheckpointStore"/>: its checkpoint lives as long as the store.</summary>
public class MemoryStoreTests : CheckpointStoreContract
{
    private readonly Dictionary<string, SseMemoryCheckpointStore> _stores = [];

    protected override ISseCheckpointStore Create(string stream) =>
        _stores.TryGetValue(stream, out var store) ? store : _stores[stream] = new();
}
