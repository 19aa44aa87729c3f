namespace Sse.Reactive;

/// <summary>The decision of a reconnect policy: connect again, complete, or fail.</summary>
public readonly record struct SseReconnectDecision
{
    private SseReconnectDecision(DecisionKind kind, TimeSpan delay, string? reason)
    {
        Kind = kind;
        Delay = delay;
        Reason = reason;
    }

    internal enum DecisionKind
    {
        Fail,
        Complete,
        RetryAfter,
    }

    /// <summary>
    /// Fail: the sequence's error is the <see cref="SseResponseException"/>, or an <see cref="SseConnectionException"/> with the cause.
    /// </summary>
    public static SseReconnectDecision Fail { get; }

    /// <summary>Complete the sequence.</summary>
    public static SseReconnectDecision Complete { get; } = new(DecisionKind.Complete, default, null);

    internal DecisionKind Kind { get; }

    internal TimeSpan Delay { get; }

    /// <summary>
    /// Why there is no further attempt, for the <see cref="SseConnectionException"/>; <see langword="null"/> if the cause is explanation
    /// enough.
    /// </summary>
    internal string? Reason { get; }

    /// <summary>Connect again after a delay.</summary>
    /// <param name="delay">The delay. A negative one is taken as zero; <see cref="SseOptions.MaxReconnectDelay"/> is the maximum.</param>
    /// <returns>The decision.</returns>
    public static SseReconnectDecision RetryAfter(TimeSpan delay) => new(DecisionKind.RetryAfter, delay, null);

    internal static SseReconnectDecision FailBecause(string reason) => new(DecisionKind.Fail, default, reason);
}
