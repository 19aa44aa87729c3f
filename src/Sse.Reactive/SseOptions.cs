using System.Reactive.Concurrency;

namespace Sse.Reactive;

/// <summary>How to connect. Immutable, and checked as it is made; one instance may serve any number of connections.</summary>
public sealed record SseOptions
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The client to send requests with. Default: <see langword="null"/>, one of our own that all connections share, made for streaming.</summary>
    /// <remarks>
    /// It is never disposed of. On HTTP/1.1, closing a connection while bytes keep coming makes the client's handler read on for up to
    /// <see cref="SocketsHttpHandler.ResponseDrainTimeout"/>, 2 s by default, before the server sees the close; our own client has it at zero.
    /// </remarks>
    public HttpClient? HttpClient { get; init; }

    /// <summary>What every wait and timeout runs on. Default: <see cref="DefaultScheduler.Instance"/>. A virtual one makes tests exact.</summary>
    /// <exception cref="ArgumentException">It is <see cref="ImmediateScheduler"/>, which would wait by blocking and reconnect by recursion.</exception>
    public IScheduler Scheduler
    {
        get;
        init => field = value switch
        {
            null => throw new ArgumentNullException(nameof(Scheduler)),
            ImmediateScheduler => throw new ArgumentException(
                "ImmediateScheduler cannot wait without blocking. Use DefaultScheduler, or a virtual scheduler in tests.", nameof(Scheduler)),
            _ => value,
        };
    } = DefaultScheduler.Instance;

    /// <summary>What the first attempt resumes after. Default: empty, from wherever the server starts.</summary>
    /// <exception cref="ArgumentException">It holds CR, LF or U+0000.</exception>
    public string LastEventId
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(LastEventId));
            field = value.AsSpan().ContainsAny('\r', '\n', '\0')
                ? throw new ArgumentException("A last event ID cannot hold CR, LF or U+0000.", nameof(LastEventId))
                : value;
        }
    } = "";

    /// <summary>The wait before a reconnect as long as the server has sent no <c>retry</c>. Default: 3 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan ReconnectionTime
    {
        get;
        init => field = NotNegative(value, nameof(ReconnectionTime));
    } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait before a reconnect, whatever the server or the policy asks for. Default: 1 h. At most 49 days (what a timer can wait).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or too long.</exception>
    public TimeSpan MaxReconnectionTime
    {
        get;
        init => field = NotNegative(value, nameof(MaxReconnectionTime));
    } = TimeSpan.FromHours(1);

    /// <summary>What to do when a connection ends. Default: <see cref="SseReconnect.Default"/>.</summary>
    public SseReconnectPolicy Reconnect
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Reconnect));
    } = SseReconnect.Default;

    /// <summary>
    /// How long a connection may be silent (no byte, not even a comment; the wait for the response included) before it counts as lost.
    /// Default: <see langword="null"/>, for ever. The clock stands still while a subscriber is working. <c>[beyond spec]</c>
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or too long.</exception>
    public TimeSpan? IdleTimeout
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value <= LongestTimer)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(IdleTimeout), value, "Choose a positive time of at most 49 days, or null for none.");
    }

    /// <summary>The most bytes that one event may have; past it the sequence ends in <see cref="SseLimitExceededException"/>. Default: 16 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">See <see cref="SseParseOptions.MaxEventBytes"/>.</exception>
    public int MaxEventBytes
    {
        get => Parse.MaxEventBytes;
        init => Parse = new() { MaxEventBytes = value };
    }

    /// <summary>Whether a first attempt that fails is an error at once, not a wait. Default: <see langword="false"/>.</summary>
    public bool FailFast { get; init; }

    internal static SseOptions Default { get; } = new();

    private SseParseOptions Parse { get; init; } = new();

    internal SseDecoder NewDecoder() => new(Parse with { LastEventId = LastEventId });

    /// <summary>The policy's decision, within the bounds that hold for every policy.</summary>
    internal SseDecision Decide(SseSession session, Exception cause)
    {
        var decision = Reconnect(session, cause);
        return decision.Kind != SseDecision.DecisionKind.Wait ? decision
            : FailFast && !session.HasOpened ? SseDecision.Fail
            : SseDecision.Wait(TimeSpan.FromTicks(Math.Clamp(decision.Delay.Ticks, 0, MaxReconnectionTime.Ticks)));
    }

    private static TimeSpan NotNegative(TimeSpan value, string property) =>
        value >= TimeSpan.Zero && value <= LongestTimer
            ? value
            : throw new ArgumentOutOfRangeException(property, value, "Choose a time from zero to 49 days.");
}
