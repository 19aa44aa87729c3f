namespace Sse.Reactive;

/// <summary>A checkpoint in memory: for tests, and to go on within one process, as after a <c>Retry</c>. Thread-safe.</summary>
/// <param name="lastEventId">What it holds at first. Default: nothing.</param>
public sealed class SseMemoryCheckpointStore(string? lastEventId = null) : ISseCheckpointStore
{
    private volatile string? _lastEventId = lastEventId;

    /// <summary>What was saved last; <see langword="null"/> if nothing ever was.</summary>
    public string? LastEventId => _lastEventId;

    /// <inheritdoc/>
    public ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default) => new(_lastEventId);

    /// <inheritdoc/>
    public ValueTask SaveAsync(string lastEventId)
    {
        ArgumentNullException.ThrowIfNull(lastEventId);
        _lastEventId = lastEventId;
        return default;
    }
}
