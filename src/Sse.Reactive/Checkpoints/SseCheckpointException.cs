namespace Sse.Reactive;

/// <summary>A checkpoint could not be loaded or saved. Never retried, and never taken for an empty one: either would lose events or repeat them unseen.</summary>
public sealed class SseCheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="cause">What the store threw; <see langword="null"/> if the checkpoint itself is what is wrong.</param>
    public SseCheckpointException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    internal static SseCheckpointException NotLoaded(Exception cause) => cause as SseCheckpointException ?? new(
        $"The checkpoint could not be loaded, so nothing was requested: {cause.Message}", cause);

    internal static SseCheckpointException NotSaved(string lastEventId, Exception cause) => cause as SseCheckpointException ?? new(
        $"The checkpoint '{lastEventId}' could not be saved, so the sequence ends; what the store holds is where the next one resumes: {cause.Message}", cause);
}
