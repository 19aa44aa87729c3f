namespace Sse.Reactive.Tests.Scripted;

/// <summary>A checkpoint store that throws synchronously.</summary>
internal sealed class BrokenStore : ISseCheckpointStore
{
    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SaveAsync(string lastEventId) => throw new NotSupportedException(lastEventId);
}
