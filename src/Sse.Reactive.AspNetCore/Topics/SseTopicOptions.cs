using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>How a topic keeps its history. Immutable and validated when set.</summary>
public sealed record SseTopicOptions
{
    /// <summary>The scheduler whose time is used for the age of events. Default: <see cref="DefaultScheduler.Instance"/>.</summary>
    public IScheduler Scheduler
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Scheduler));
    } = DefaultScheduler.Instance;

    /// <summary>
    /// How many of the latest events are held for replay. Default: 1,000. It is also how far a subscriber may fall behind before it
    /// receives a gap.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxEvents
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxEvents), value, "Choose a positive number of events.");
    } = 1000;

    /// <summary>
    /// The total size of the events held, in bytes on the wire; the latest event is held whatever its size. Default: 16 MiB. In memory,
    /// their strings in UTF-16 come on top: up to three times as much in total.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Choose a positive number of bytes.");
    } = 16 * 1024 * 1024;

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
    /// Whether a subscriber without a last event ID first receives all events held. Default: <see langword="false"/>: only what is
    /// published from then on.
    /// </summary>
    public bool ReplayFromOldest { get; init; }

    /// <summary>
    /// Whether a subscriber with an unknown last event ID receives all events held, after the gap that reports it. Default:
    /// <see langword="true"/>: it misses nothing that is held. <see langword="false"/>: only what is published from then on, so that any
    /// invented ID does not cost a replay of up to <see cref="MaxBytes"/>.
    /// </summary>
    /// <remarks>An ID that this topic assigned, and whose events have expired, is not unknown: all events held follow its gap.</remarks>
    public bool ReplayAfterUnknownId { get; init; } = true;

    /// <summary>
    /// Called for each gap that a subscriber receives, on the delivering thread. If it throws, the exception is that subscriber's error.
    /// Default: <see langword="null"/>.
    /// </summary>
    public Action<SseGap>? OnGap { get; init; }

    internal static SseTopicOptions Default { get; } = new();
}
