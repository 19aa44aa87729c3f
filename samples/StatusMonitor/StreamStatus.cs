using System.Reactive;
using Sse.Reactive;

namespace StatusMonitor;

/// <summary>The status of one stream, folded from its signals.</summary>
/// <param name="Name">The name of the stream.</param>
internal sealed record StreamStatus(string Name)
{
    public SseConnectionState State { get; private init; } = SseConnectionState.Connecting;

    /// <summary>The number of the current attempt, from 1.</summary>
    public int Attempts { get; private init; } = 1;

    public long Events { get; private init; }

    public EventRate Rate { get; private init; }

    public string LastEventId { get; private init; } = "";

    /// <summary>Why the latest connection was lost; empty if none was lost.</summary>
    public string LastCause { get; private init; } = "";

    private TimeSpan? NextAttempt { get; init; }

    /// <summary>The time until the next attempt; <see langword="null"/> if none is scheduled.</summary>
    public TimeSpan? RemainingDelayAt(TimeSpan now) =>
        NextAttempt - now is { } delay ? (delay > TimeSpan.Zero ? delay : TimeSpan.Zero) : null;

    /// <summary>The status after a signal, or after the end of the sequence.</summary>
    public StreamStatus Apply(Notification<SseSignal> notification, TimeSpan now) => notification switch
    {
        { Kind: NotificationKind.OnNext, Value: var signal } => Apply(signal, now),
        { Exception: { } error } => Closed(error),
        _ => this,
    };

    private StreamStatus Apply(SseSignal signal, TimeSpan now) => signal switch
    {
        SseSignal.Opened opened => this with { State = SseConnectionState.Open, Attempts = opened.Attempt, NextAttempt = null },
        SseSignal.Event { Value: var e } => this with { Events = Events + 1, Rate = Rate.WithEventAt(now), LastEventId = e.LastEventId },
        SseSignal.IdChanged id => this with { LastEventId = id.LastEventId },
        SseSignal.Disconnected lost => this with
        {
            State = SseConnectionState.Connecting,
            Attempts = lost.Attempt,
            NextAttempt = now + lost.Delay,
            LastCause = CauseText.Describe(lost.Cause),
        },
        SseSignal.Ended ended => Closed(ended.Cause),
        _ => this,
    };

    private StreamStatus Closed(Exception cause) => this with
    {
        State = SseConnectionState.Closed,
        Attempts = NextAttempt is null ? Attempts : Attempts + 1, // the delay had elapsed, but the next attempt did not open
        NextAttempt = null,
        LastCause = CauseText.Describe(cause),
    };
}
