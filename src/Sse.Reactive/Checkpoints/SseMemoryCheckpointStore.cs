namespace Sse.Reactive;

/// <summary>Keeps a checkpoint in memory, for tests and to resume within one process, such as after <c>Retry</c>. Thread-safe.</summary>
/// <param name="lastEventId">The initial ID. Default: <see langword="null"/> (nothing saved).</param>
public sealed class SseMemoryCheckpointStore(string? lastEventId = null) : ISseCheckpointStore
{
    private volatile string? _lastEventId = lastEventId;

    /// <summary>The ID that was saved last; <see langword="null"/> if there is none.</summary>
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
