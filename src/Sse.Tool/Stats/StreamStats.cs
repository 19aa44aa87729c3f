namespace Sse.Tool.Stats;

/// <summary>What is counted of a stream, folded from its signals.</summary>
internal sealed record StreamStats
{
    public long Events { get; private init; }

    public EventRate Rate { get; private init; }

    /// <summary>Connections that opened after the first one.</summary>
    public int Reconnects { get; private init; }

    public bool IsOpen { get; private init; }

    public DateTimeOffset? LastEventAt { get; private init; }

    /// <summary>How old the latest event was when it came, by the time that it holds itself.</summary>
    public TimeSpan? Lag { get; private init; }

    private bool HasOpened { get; init; }

    /// <summary>The statistics after a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="now">When it came.</param>
    /// <param name="madeAt">When its event was made, as far as that is known.</param>
    public StreamStats After(SseSignal signal, DateTimeOffset now, DateTimeOffset? madeAt) => signal switch
    {
        SseSignal.Opened => this with { IsOpen = true, HasOpened = true, Reconnects = HasOpened ? Reconnects + 1 : 0 },
        SseSignal.Event => this with { Events = Events + 1, Rate = Rate.WithEventAt(now), LastEventAt = now, Lag = madeAt is { } made ? now - made : Lag },
        SseSignal.Disconnected or SseSignal.Ended => this with { IsOpen = false },
        _ => this,
    };
}
