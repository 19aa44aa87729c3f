namespace Sse.Tool;

/// <summary>The statistics of a stream, folded from its signals.</summary>
internal sealed record StreamStats
{
    public long Events { get; private init; }

    public EventRate Rate { get; private init; }

    /// <summary>How many connections have opened after the first one.</summary>
    public int Reconnects { get; private init; }

    public bool IsOpen { get; private init; }

    /// <summary>When the latest event arrived, as the time since the start; <see langword="null"/> before the first event.</summary>
    public TimeSpan? LastEventAt { get; private init; }

    /// <summary>How old the latest event with a timestamp was when it arrived.</summary>
    public TimeSpan? Lag { get; private init; }

    private bool HasOpened { get; init; }

    /// <summary>The statistics after a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="elapsed">The time since the start.</param>
    /// <param name="lag">The age of the event, if its data holds a timestamp.</param>
    public StreamStats Apply(SseSignal signal, TimeSpan elapsed, TimeSpan? lag) => signal switch
    {
        SseSignal.Opened => this with { IsOpen = true, HasOpened = true, Reconnects = HasOpened ? Reconnects + 1 : 0 },
        SseSignal.Event => this with { Events = Events + 1, Rate = Rate.WithEventAt(elapsed), LastEventAt = elapsed, Lag = lag ?? Lag },
        SseSignal.Disconnected or SseSignal.Ended => this with { IsOpen = false },
        _ => this,
    };
}
