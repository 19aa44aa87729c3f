using System.Reactive.Concurrency;

namespace Sse.Reactive.AspNetCore;

/// <summary>
/// How many events a topic keeps in memory, and what its subscribers receive of them: of a topic in memory
/// (<see cref="SseTopicOptions"/>), and of one in a store (<see cref="SseSharedTopicsOptions"/>).
/// </summary>
public abstract record SseHistoryOptions
{
    private protected SseHistoryOptions()
    {
    }

    /// <summary>
    /// The scheduler of everything that takes time: the age of events, polls, retries, the removal of idle topics. Default:
    /// <see cref="DefaultScheduler.Instance"/>.
    /// </summary>
    public IScheduler Scheduler
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Scheduler));
    } = DefaultScheduler.Instance;

    /// <summary>
    /// How many of the newest events of a topic are kept in memory for its subscribers. Default: 1,000. For a topic in memory it is also
    /// how far a subscriber may fall behind before it receives a gap. Of a topic in a store, older events are read from there.
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

    /// <summary>
    /// Whether a subscriber without a last event ID first receives all events held, in memory or in the store. Default:
    /// <see langword="false"/>: only what is published from then on.
    /// </summary>
    public bool ReplayFromOldest { get; init; }

    /// <summary>
    /// Whether a subscriber with an unknown last event ID receives what is held, after the gap that reports it. Default:
    /// <see langword="true"/>: it misses nothing that is held. <see langword="false"/>: only what is published from then on, so that any
    /// invented ID does not cost a replay of the whole history.
    /// </summary>
    /// <remarks>
    /// An ID that the topic assigned, and whose events have expired, is not unknown: all events held follow its gap. What a store holds
    /// after an unknown ID is all of its events, or those that are newer.
    /// </remarks>
    public bool ReplayAfterUnknownId { get; init; } = true;

    /// <summary>
    /// Called for each gap that a subscriber receives, on the delivering thread. If it throws, the exception is that subscriber's error.
    /// Default: <see langword="null"/>.
    /// </summary>
    public Action<SseGap>? OnGap { get; init; }
}
