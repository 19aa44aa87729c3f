using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>How a topic remembers. Immutable, and checked as it is made.</summary>
public sealed record SseTopicOptions
{
    /// <summary>Where the age of events is counted. Default: <see cref="DefaultScheduler.Instance"/>.</summary>
    public IScheduler Scheduler
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Scheduler));
    } = DefaultScheduler.Instance;

    /// <summary>
    /// How many of the latest events are held for those who come back. Default: 1,000. Also how far a subscriber may fall behind before it is told that events are missing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxEvents
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxEvents), value, "Choose a positive number of events.");
    } = 1000;

    /// <summary>How many bytes the events held may have on the wire; the latest event is held whatever its size. In memory, their texts in UTF-16 are beside them: up to three times that. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Choose a positive number of bytes.");
    } = 16 * 1024 * 1024;

    /// <summary>How old an event may be and still be replayed. Default: <see langword="null"/>, any age.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(MaxAge), value, "Choose a positive time, or null for any age.");
    }

    /// <summary>Whether a subscriber without a last event ID is given all that is held first. Default: <see langword="false"/>, only what is published from then on.</summary>
    public bool ReplayFromOldest { get; init; }

    /// <summary>Told of each gap that a subscriber is told of, in the delivering thread; what it throws is that subscriber's error. Default: nobody.</summary>
    public Action<SseGap>? OnGap { get; init; }

    /// <summary>The log, for one topic alone; it has bounds of its own then, and the three above do not count. Default: <see langword="null"/>, a new <see cref="SseMemoryLog"/>.</summary>
    public ISseLog? Log { get; init; }

    internal static SseTopicOptions Default { get; } = new();
}
