using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>How a node reads topics from a store. Immutable and validated when set.</summary>
public sealed record SseSharedTopicsOptions
{
    /// <summary>
    /// The scheduler of polls, retries and the removal of idle topics. Default: <see cref="DefaultScheduler.Instance"/>.
    /// </summary>
    public IScheduler Scheduler
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Scheduler));
    } = DefaultScheduler.Instance;

    /// <summary>
    /// How many of the newest events of a topic the node keeps in memory for all subscribers, while the topic has any. Default: 1,000.
    /// Older events are read from the store.
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
    /// The total size of these events, in bytes on the wire; the latest event is kept whatever its size. Default: 16 MiB. In memory,
    /// their strings in UTF-16 come on top.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Choose a positive number of bytes.");
    } = 16 * 1024 * 1024;

    /// <summary>How many events are read from the store at once. Default: 256. The size of a page is limited to 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int PageEvents
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PageEvents), value, "Choose a positive number of events.");
    } = 256;

    /// <summary>How many reads for subscribers that are behind may run at the same time. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxConcurrentReads
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxConcurrentReads), value, "Choose a positive number of reads.");
    } = 16;

    /// <summary>
    /// How many publishes of a topic may wait for the store on this node; a further one fails at once. Default: 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxWaitingPublishes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxWaitingPublishes), value, "Choose a positive number of publishes.");
    } = 10_000;

    /// <summary>
    /// How often the node asks the store for news of all topics in one request, in case that the store's doorbell was silent. Default: 5 s.
    /// <see langword="null"/>: never, the doorbell alone is relied on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan? PollInterval
    {
        get;
        init => field = value is { } interval ? TimerDuration.Positive(interval, nameof(PollInterval)) : null;
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the node keeps a topic without subscribers in memory. Default: 5 min. It is removed at most half as much later. The store
    /// keeps its events.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan IdleTime
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(IdleTime));
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether a subscriber without a last event ID first receives all events that the store holds. Default: <see langword="false"/>: only
    /// what is published from then on.
    /// </summary>
    public bool ReplayFromOldest { get; init; }

    /// <summary>
    /// Called for each gap that a subscriber receives, on the delivering thread. If it throws, the exception is that subscriber's error.
    /// Default: <see langword="null"/>.
    /// </summary>
    public Action<SseGap>? OnGap { get; init; }

    internal SsePageLimit Page => new(PageEvents);
}
