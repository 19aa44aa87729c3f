namespace Sse.Reactive;

/// <summary>Keeps one last event ID beyond the life of a connection, and of the process if it is meant to.</summary>
/// <remarks>
/// <para>One store belongs to one consumer of one stream. <see cref="SseOptions.CheckpointStore"/> starts from it,
/// <see cref="SseCheckpointExtensions.CheckpointTo(IObservable{SseEvent}, ISseCheckpointStore)"/> and its siblings save to it: one save at a time.</para>
/// <para>What a store throws ends the sequence in <see cref="SseCheckpointException"/>; a store that would rather try again does so
/// itself. Both methods are called on the thread that delivers or subscribes, and should return without blocking it.</para>
/// </remarks>
public interface ISseCheckpointStore
{
    /// <summary>Loads what was saved last.</summary>
    /// <param name="cancellationToken">Cancelled when the subscriber is gone.</param>
    /// <returns>The ID, which is empty if the stream had reset it; <see langword="null"/> if nothing was ever saved.</returns>
    ValueTask<string?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves in place of what was saved before: all of it or, if this throws, nothing. Never cancelled: what is done is worth saving.</summary>
    /// <param name="lastEventId">The ID. Empty: start from the beginning. Never CR, LF or U+0000 in it.</param>
    /// <returns>Completes when it is safe.</returns>
    ValueTask SaveAsync(string lastEventId);
}
