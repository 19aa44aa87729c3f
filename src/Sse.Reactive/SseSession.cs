namespace Sse.Reactive;

/// <summary>What a subscription knows across its connections. A value: each change makes a new one.</summary>
public sealed record SseSession
{
    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The last event ID: what the next attempt resumes after.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>The reconnection time in force: the server's latest <c>retry</c>, else <see cref="SseOptions.ReconnectionTime"/>.</summary>
    public TimeSpan ReconnectionTime { get; init; }

    /// <summary>Whether any attempt so far was answered with an event stream.</summary>
    public bool HasOpened { get; init; }

    /// <summary>How the latest connection ended; <see langword="null"/> before the first end.</summary>
    public Exception? Previous { get; init; }

    internal SseAttempt NextAttempt => new(Attempt, LastEventId, Previous);

    internal static SseSession Start(SseOptions options) =>
        new() { LastEventId = options.LastEventId, ReconnectionTime = options.ReconnectionTime };

    internal SseSession Attempting() => this with { Attempt = Attempt + 1 };

    internal SseSession After(Step step) =>
        !HasOpened && step.Signal is SseSignal.Opened ? this with { HasOpened = true } : this;

    internal SseSession Lost(Exception cause, SseDecoder decoder) => this with
    {
        Previous = cause,
        LastEventId = decoder.LastEventId,
        ReconnectionTime = decoder.ReconnectionTime ?? ReconnectionTime,
    };
}
