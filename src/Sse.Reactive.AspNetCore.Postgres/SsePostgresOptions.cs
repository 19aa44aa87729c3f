namespace Sse.Reactive.AspNetCore.Postgres;

/// <summary>How topics are held in PostgreSQL. Immutable and validated when set.</summary>
public sealed record SsePostgresOptions
{
    /// <summary>
    /// The schema of the tables and functions, and the name of the notification channel. Applications that share a database use a schema
    /// each. Default: <c>sse</c>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// It is not 1 to 40 lower-case letters, digits and underscores, beginning with a letter.
    /// </exception>
    public string Schema
    {
        get;
        init => field = PostgresSettings.RequireSchema(value, nameof(Schema));
    } = "sse";

    /// <summary>
    /// Whether the schema is created when the application starts, if it does not exist. Default: <see langword="true"/>. Otherwise run
    /// <see cref="SsePostgresStore.Script"/> as part of your migrations.
    /// </summary>
    public bool CreateSchema { get; init; } = true;

    /// <summary>
    /// Whether the node keeps one connection open on which the database notifies it of new events. Default: <see langword="true"/>.
    /// <see langword="false"/>: the node only polls (<see cref="SseSharedTopicsOptions.PollInterval"/>), which also works through PgBouncer
    /// in transaction mode.
    /// </summary>
    public bool Listen { get; init; } = true;

    /// <summary>
    /// The connection string of the connection that listens, if the other connections go through a pooler. Default:
    /// <see langword="null"/>, the same as the others.
    /// </summary>
    public string? ListenConnectionString { get; init; }

    /// <summary>
    /// How many of the latest events of a topic are held; up to a tenth more between two runs of the removal. Default: 10,000.
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
    /// The total size of the data of a topic's events in UTF-8, in bytes; the latest event is held whatever its size. Default:
    /// <see langword="null"/> (unlimited).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long? MaxBytes
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "Choose a positive number of bytes, or null for any.");
    }

    /// <summary>The maximum age of an event. Default: <see langword="null"/> (unlimited).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxAge), value, "Choose a positive time, or null for any age.");
    }

    /// <summary>How often events that exceed the limits are removed, by one of the nodes. Default: 1 min.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan RetentionInterval
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(RetentionInterval));
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often the node looks for events that other programs have published in transactions without a notification. Default: 1 s. After
    /// a transaction of its own, the node looks sooner.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or longer than 49 days.</exception>
    public TimeSpan QueueInterval
    {
        get;
        init => field = TimerDuration.Positive(value, nameof(QueueInterval));
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a request may take until it fails with <see cref="SseStoreException"/>. Default: 10 s. Whole seconds, at least one. How
    /// long opening a connection may take is <c>Timeout</c> in the connection string.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1 s, or longer than 49 days.</exception>
    public TimeSpan CommandTimeout
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1)
            ? TimerDuration.Positive(value, nameof(CommandTimeout))
            : throw new ArgumentOutOfRangeException(nameof(CommandTimeout), value, "Choose at least a second.");
    } = TimeSpan.FromSeconds(10);
}
