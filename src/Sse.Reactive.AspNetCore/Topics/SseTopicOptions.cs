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

    internal static SseTopicOptions Default { get; } = new();
}
