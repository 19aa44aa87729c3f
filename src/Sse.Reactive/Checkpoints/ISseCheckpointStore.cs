namespace Sse.Reactive;

/// <summary>Stores one last event ID, so that a later connection, or a later process, can resume after it.</summary>
/// <remarks>
/// <para>One store belongs to one consumer of one stream. <see cref="SseOptions.CheckpointStore"/> loads from it, and
/// <see cref="SseCheckpointExtensions.CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/> and its overloads save to it, one save at
/// a time.</para>
/// <para>An exception of a store ends the sequence in <see cref="SseCheckpointException"/>. A store that should retry does so itself. Both
/// methods are called on the thread that delivers or subscribes, and should return without blocking it.</para>
/// </remarks>
public interface ISseCheckpointStore
{
    /// <summary>Loads the ID that was saved last.</summary>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>The ID, empty if the server had reset it; <see langword="null"/> if nothing was ever saved.</returns>
    ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the saved ID. If this throws, the previous ID is still saved, or this one if only the answer of a remote store was lost.
    /// It is never cancelled.
    /// </summary>
    /// <param name="lastEventId">The ID. Empty means: start from the beginning. Never contains CR, LF or U+0000.</param>
    /// <returns>A task that completes once the ID is saved.</returns>
    ValueTask SaveAsync(string lastEventId);
}
