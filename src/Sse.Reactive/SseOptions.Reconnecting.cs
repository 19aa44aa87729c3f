namespace Sse.Reactive;

/// <content>What follows the end of a connection.</content>
public sealed partial record SseOptions
{
    /// <summary>The wait before a reconnect as long as the server has sent no <c>retry</c>. Default: 3 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan ReconnectionTime
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(ReconnectionTime));
    } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait before a reconnect, whatever the server or the policy asks for. Default: 1 h. At most 49 days (what a timer can wait).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or too long.</exception>
    public TimeSpan MaxReconnectDelay
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(MaxReconnectDelay));
    } = TimeSpan.FromHours(1);

    /// <summary>What to do when a connection ends. Default: <see cref="SseReconnect.Default"/>.</summary>
    public SseReconnectPolicy ReconnectPolicy
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(ReconnectPolicy));
    } = SseReconnect.Default;

    /// <summary>Whether a first attempt that fails is an error at once, not a wait. Default: <see langword="false"/>.</summary>
    /// <remarks>Looked at when an attempt ends: against a server that accepts and never answers, set <see cref="IdleTimeout"/> too.</remarks>
    public bool FailOnFirstAttempt { get; init; }

    /// <summary>The cap of the waits' doubling; a server's own longer <c>retry</c> is kept. Default: 30 s. Zero: no backoff.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan MaxBackoffDelay
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(MaxBackoffDelay));
    } = TimeSpan.FromSeconds(30);

    /// <summary>The largest part of a wait that is added to it by chance, so that a server's clients do not all come back at once. Default: 0.25. Zero: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Jitter), value, "Choose a part from 0 to 1.");
    } = 0.25;

    /// <summary>Where chance comes from. Default: <c>Random.Shared</c>. One made with a seed makes waits repeatable; it is locked while asked.</summary>
    public Random Random
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Random));
    } = Random.Shared;

    /// <summary>How long a connection has to have been open for its end to count as the first failure of a new row. Default: 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 49 days.</exception>
    public TimeSpan BackoffResetAfter
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(BackoffResetAfter));
    } = TimeSpan.FromSeconds(10);

    /// <summary>How many failures in a row (<see cref="SseReconnectContext.ConsecutiveFailures"/>) end the sequence in an <see cref="SseConnectionException"/>. Default: <see langword="null"/>, no number.</summary>
    /// <remarks>Looked at when an attempt ends: against a server that accepts and never answers, set <see cref="IdleTimeout"/> too.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public int? MaxConsecutiveFailures
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxConsecutiveFailures), value, "Choose a positive number, or null for no limit.");
    }

    /// <summary>
    /// How long there may be no success (<see cref="SseReconnectContext.Downtime"/>): a wait that would go past it, or an attempt that is still unanswered then, ends the sequence in an
    /// <see cref="SseConnectionException"/> instead. Default: <see langword="null"/>, for ever.
    /// </summary>
    /// <remarks>A connection that breaks before <see cref="BackoffResetAfter"/> is no success, even if it brought events: choose a time that is longer than that.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or longer than 49 days.</exception>
    public TimeSpan? MaxDowntime
    {
        get;
        init => field = value switch
        {
            null => null,
            { Ticks: 0 } => throw new ArgumentOutOfRangeException(nameof(MaxDowntime), value, "Choose a positive time. For an error at the first failure: MaxConsecutiveFailures = 1."),
            { } time => TimerDuration.NotNegative(time, nameof(MaxDowntime)),
        };
    }

    /// <summary>By how much of itself to lengthen a wait.</summary>
    internal double NextJitter()
    {
        if (Jitter == 0)
        {
            return 0;
        }

        lock (Random)
        {
            return Jitter * Random.NextDouble();
        }
    }
}
