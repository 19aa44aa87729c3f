using System.Reactive;

namespace Sse.Reactive;

/// <content>Options for reconnecting.</content>
public sealed partial record SseOptions
{
    /// <summary>
    /// The reconnection delay until the server sends a <c>retry</c>. It has no minimum at the first failure; <see cref="Jitter"/> is added.
    /// Default: 3 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 49 days.</exception>
    public TimeSpan ReconnectionTime
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(ReconnectionTime));
    } = TimeSpan.FromSeconds(3);

    /// <summary>The longest reconnection delay, also when the server or the policy asks for more. Default: 1 h.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 49 days.</exception>
    public TimeSpan MaxReconnectDelay
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(MaxReconnectDelay));
    } = TimeSpan.FromHours(1);

    /// <summary>Decides what follows the end of a connection. Default: <see cref="SseReconnect.Default"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new SseOptions
    /// {
    ///     // A 401 is retried once, because RequestFactory fetches a new token. Everything else as usual.
    ///     ReconnectPolicy = context =>
    ///         context.Cause is SseResponseException { StatusCode: 401 }
    ///         &amp;&amp; context.PreviousError is not SseResponseException { StatusCode: 401 }
    ///             ? SseReconnectDecision.RetryAfter(TimeSpan.Zero)
    ///             : SseReconnect.Default(context),
    /// };
    /// </code>
    /// </example>
    public SseReconnectPolicy ReconnectPolicy
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(ReconnectPolicy));
    } = SseReconnect.Default;

    /// <summary>Whether the sequence fails at once if the first attempt fails. Default: <see langword="false"/> (it is retried).</summary>
    /// <remarks>
    /// Checked when an attempt ends. Set <see cref="IdleTimeout"/> too, for a server that accepts connections and never answers.
    /// </remarks>
    public bool FailOnFirstAttempt { get; init; }

    /// <summary>
    /// The limit up to which the delay doubles with each consecutive failure. A longer <c>retry</c> of the server is kept. Default: 30 s.
    /// Zero disables the backoff.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 49 days.</exception>
    public TimeSpan MaxBackoffDelay
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(MaxBackoffDelay));
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest fraction of a delay that is added to it at random, so that a server's clients do not all reconnect at once. Default:
    /// 0.25. Zero disables it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Jitter), value, "Choose a fraction from 0 to 1.");
    } = 0.25;

    /// <summary>
    /// Source of randomness for <see cref="Jitter"/>. Access is synchronized. Default: <c>Random.Shared</c>. A seed makes delays
    /// repeatable.
    /// </summary>
    public Random Random
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Random));
    } = Random.Shared;

    /// <summary>
    /// How long a connection must have been open to reset the failure count. A connection that has moved the last event ID resets it too.
    /// Default: 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or longer than 49 days.</exception>
    public TimeSpan BackoffResetAfter
    {
        get;
        init => field = TimerDuration.NotNegative(value, nameof(BackoffResetAfter));
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The number of <see cref="SseReconnectContext.ConsecutiveFailures"/> that ends the sequence in an
    /// <see cref="SseConnectionException"/>. Default: <see langword="null"/> (unlimited).
    /// </summary>
    /// <remarks>
    /// Checked when an attempt ends. Set <see cref="IdleTimeout"/> too, for a server that accepts connections and never answers.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public int? MaxConsecutiveFailures
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaxConsecutiveFailures), value, "Choose a positive number, or null for no limit.");
    }

    /// <summary>
    /// The longest <see cref="SseReconnectContext.Downtime"/>. If a delay would exceed it, or an attempt is still unanswered then, the
    /// sequence ends in an <see cref="SseConnectionException"/>. Default: <see langword="null"/> (unlimited).
    /// </summary>
    /// <remarks>
    /// A connection is successful once it has been open for <see cref="BackoffResetAfter"/> or has moved the last event ID. Choose a time
    /// that is longer than that.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative or longer than 49 days.</exception>
    public TimeSpan? MaxDowntime
    {
        get;
        init => field = value switch
        {
            null => null,
            { Ticks: 0 } => throw new ArgumentOutOfRangeException(
                nameof(MaxDowntime), value, "Choose a positive time. To fail on the first failure, set MaxConsecutiveFailures = 1."),
            { } time => TimerDuration.NotNegative(time, nameof(MaxDowntime)),
        };
    }

    /// <summary>
    /// Each value ends the connection, or the wait for the next one, and connects again at once. Default: <see langword="null"/> (never).
    /// <c>[beyond spec]</c>
    /// </summary>
    /// <remarks>
    /// <para>For what the client cannot see: a new token, another network, the machine has woken from sleep. The subscription goes on with
    /// the last event ID, the <c>retry</c> and the failure count that it had, and without a lost or repeated event if the server resumes.
    /// Signals report <see cref="SseSignal.Disconnected"/> with <see cref="SseDisconnectReason.Restart"/>. The policy and the limits do
    /// not apply, but a request that is not safe to resend ends the sequence: see <see cref="CanResend"/>.</para>
    /// <para>Each subscription subscribes to it once, so it must be hot, such as a <c>Subject&lt;Unit></c>. Values may come from any
    /// thread, and are handled on <see cref="Scheduler"/>. Several values before the next attempt begins are one restart. Completion means
    /// that there are no further restarts; an error is the sequence's error.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var restart = new Subject&lt;Unit>();
    /// NetworkChange.NetworkAddressChanged += (_, _) => restart.OnNext(Unit.Default);
    /// var options = new SseOptions { Restart = restart.Throttle(TimeSpan.FromSeconds(1)) };
    /// </code>
    /// </example>
    public IObservable<Unit>? Restart { get; init; }

    /// <summary>A random fraction of a delay, to add to it.</summary>
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
