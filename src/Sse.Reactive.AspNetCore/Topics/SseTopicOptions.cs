namespace Sse.Reactive.AspNetCore;

/// <summary>How a topic in memory keeps its history. Immutable and validated when set.</summary>
public sealed record SseTopicOptions : SseHistoryOptions
{
    /// <summary>The maximum age of events that are replayed. Default: <see langword="null"/> (unlimited).</summary>
    /// <remarks>
    /// Older events are removed when the topic is published to or subscribed to. A topic that is idle keeps them in memory until then.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxAge), value, "Choose a positive time, or null for any age.");
    }

    /// <summary>
    /// Whether an event that exceeds <see cref="SseHistoryOptions.MaxEvents"/> or <see cref="SseHistoryOptions.MaxBytes"/> ends the topic
    /// with an <see cref="SseTopicFullException"/>, instead of removing the oldest events. Default: <see langword="false"/>. For an answer
    /// that is read from its beginning, whenever its client comes: what is left of it must not look like the whole.
    /// </summary>
    /// <remarks>
    /// Publishing that event throws the exception too. Subscribers receive the events held, and then the exception as the error of the
    /// topic. It cannot be combined with <see cref="MaxAge"/>.
    /// </remarks>
    /// <example>
    /// <code>
    /// var answer = new SseTopic("answer", new() { ReplayFromOldest = true, FailWhenFull = true, MaxEvents = 100_000 });
    /// </code>
    /// </example>
    public bool FailWhenFull { get; init; }

    internal static SseTopicOptions Default { get; } = new();
}
