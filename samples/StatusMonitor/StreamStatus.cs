using System.Reactive;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>All that is known of one stream, folded from its signals.</summary>
/// <param name="Name">What to call the stream.</param>
internal sealed record StreamStatus(string Name)
{
    public SseConnectionState State { get; private init; } = SseConnectionState.Connecting;

    /// <summary>How many connections were tried, the present one included.</summary>
    public int Attempts { get; private init; } = 1;

    public long Events { get; private init; }

    public EventRate Rate { get; private init; }

    public string LastEventId { get; private init; } = "";

    /// <summary>Why the latest connection was lost; empty if none was.</summary>
    public string LastCause { get; private init; } = "";

    private DateTimeOffset? NextAttempt { get; init; }

    /// <summary>How long until the next attempt; <see langword="null"/> if none is waited for.</summary>
    public TimeSpan? WaitAt(DateTimeOffset now) => NextAttempt - now is { } wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;

    /// <summary>The status after a signal, or after the end.</summary>
    public StreamStatus After(Timestamped<Notification<SseSignal>> happening)
    {
        var now = happening.Timestamp;
        return happening.Value switch
        {
            { Kind: NotificationKind.OnNext, Value: var signal } => After(signal, now),
            { Exception: { } error } => Closed(error),
            _ => this,
        };
    }

    private StreamStatus After(SseSignal signal, DateTimeOffset now) => signal switch
    {
        SseSignal.Opened opened => this with { State = SseConnectionState.Open, Attempts = opened.Attempt, NextAttempt = null },
        SseSignal.Event { Value: var e } => this with { Events = Events + 1, Rate = Rate.WithEventAt(now), LastEventId = e.LastEventId },
        SseSignal.IdChanged id => this with { LastEventId = id.LastEventId },
        SseSignal.Disconnected lost => this with
        {
            State = SseConnectionState.Connecting,
            Attempts = lost.Attempt,
            NextAttempt = now + lost.Delay,
            LastCause = Cause.Describe(lost.Cause),
        },
        SseSignal.Ended ended => Closed(ended.Cause),
        _ => this,
    };

    private StreamStatus Closed(Exception cause) => this with
    {
        State = SseConnectionState.Closed,
        Attempts = NextAttempt is null ? Attempts : Attempts + 1, // the wait was over, and the attempt never opened
        NextAttempt = null,
        LastCause = Cause.Describe(cause),
    };
}
