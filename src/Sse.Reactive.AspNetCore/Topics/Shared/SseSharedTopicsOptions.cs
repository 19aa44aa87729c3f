namespace Sse.Reactive.AspNetCore;

/// <summary>How a node reads topics from a store, and publishes to it. Immutable and validated when set.</summary>
/// <remarks>
/// <see cref="SseHistoryOptions.MaxEvents"/> and <see cref="SseHistoryOptions.MaxBytes"/> limit what the node keeps of a topic in memory,
/// while the topic has subscribers. How much the store keeps is an option of the store.
/// </remarks>
public sealed record SseSharedTopicsOptions : SseHistoryOptions
{
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
    /// How many events of a topic may wait for the store on this node; publishing a further one fails at once. Default: 10,000.
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
    /// How much memory the events of all topics that wait for the store may take on this node, in bytes: two for each character, and 256
    /// for each event. Publishing a further one fails at once, unless nothing waits. Default: 64 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxWaitingBytes
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxWaitingBytes), value, "Choose a positive number of bytes.");
    } = 64 * 1024 * 1024;

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

    internal SsePageLimit Page => new(PageEvents);
}
