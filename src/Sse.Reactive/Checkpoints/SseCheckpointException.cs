namespace Sse.Reactive;

/// <summary>A checkpoint could not be loaded or saved.</summary>
/// <remarks>The client does not retry, and does not continue without the checkpoint: that could lose or repeat events unnoticed.</remarks>
public sealed class SseCheckpointException : SseException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The error, and how to fix it.</param>
    /// <param name="innerException">The exception of the store; <see langword="null"/> if the checkpoint itself is invalid.</param>
    public SseCheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether another process or store uses the checkpoint: it holds the lock of the file, or has taken the checkpoint over since. A
    /// consumer that tries again would compete with the other one. Default: <see langword="false"/>.
    /// </summary>
    public bool IsUsedElsewhere { get; init; }

    internal static SseCheckpointException NotLoaded(Exception cause) => cause as SseCheckpointException ?? new(
        $"The checkpoint could not be loaded, so the client did not connect. {cause.Message}", cause);

    internal static SseCheckpointException NotSaved(string lastEventId, Exception cause) => cause as SseCheckpointException ?? new(
        $"The checkpoint '{lastEventId}' could not be saved, so the sequence ends. The next subscription resumes from the saved one. "
        + cause.Message,
        cause);
}
