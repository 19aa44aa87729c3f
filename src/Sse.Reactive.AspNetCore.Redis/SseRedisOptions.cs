namespace Sse.Reactive.AspNetCore.Redis;

/// <summary>How topics are held in Redis. Immutable and validated when set. All nodes must use the same options.</summary>
public sealed record SseRedisOptions
{
    /// <summary>
    /// What the keys of topics and the channels begin with: the topic <c>orders</c> is the stream <c>sse:orders</c>. Applications that
    /// share a server use a prefix each, none of which begins with another: of <c>a:</c> and <c>a:b:</c>, the topic <c>b:x</c> of the first
    /// is the topic <c>x</c> of the second. Default: <c>sse:</c>.
    /// </summary>
    /// <exception cref="ArgumentException">It is <see langword="null"/> or empty.</exception>
    public string KeyPrefix
    {
        get;
        init => field = !string.IsNullOrEmpty(value)
            ? value
            : throw new ArgumentException("Choose a prefix that is not empty, such as 'sse:'.", nameof(KeyPrefix));
    } = "sse:";

    /// <summary>
    /// How many of the latest events of a topic are held; up to a tenth more, at most 100, until the next removal. Default: 10,000.
    /// <see langword="null"/>: unlimited.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long? MaxEvents
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxEvents), value, "Choose a positive number of events, or null for any.");
    } = 10_000;

    /// <summary>
    /// The total size of the data of a topic's events in UTF-8, in bytes; the latest event is held whatever its size. Events that other
    /// programs have added are not included. Default: <see langword="null"/> (unlimited).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long? MaxBytes
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Choose a positive number of bytes, or null for any.");
    }

    /// <summary>
    /// The maximum age of an event. Default: <see langword="null"/> (unlimited). It is removed when the topic is published to, or by a node
    /// that has subscribers (<see cref="RetentionInterval"/>). A topic with neither is removed as a whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1 ms.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = value is null || value >= TimeSpan.FromMilliseconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxAge), value, "Choose at least 1 ms, or null for any age.");
    }

    /// <summary>
    /// How often a node removes events that are too old from the topics that have subscribers on it. Default: 1 min. Without a
    /// <see cref="MaxAge"/> it has no effect.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan RetentionInterval
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(RetentionInterval));
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// After which time without an event a topic is removed: later than its last event is too old, so that the nodes with subscribers keep
    /// the topic, which is then empty, and with it its position.
    /// </summary>
    internal TimeSpan? Expiry => MaxAge + (3 * RetentionInterval);
}
