namespace Sse.Reactive;

/// <summary>What to do after a connection was lost or could not be opened.</summary>
public readonly record struct SseReconnectDecision
{
    private SseReconnectDecision(DecisionKind kind, TimeSpan wait)
    {
        Kind = kind;
        Delay = wait;
    }

    internal enum DecisionKind
    {
        Fail,
        Complete,
        RetryAfter,
    }

    /// <summary>End the sequence in an error: the <see cref="SseResponseException"/>, or an <see cref="SseConnectionException"/> that holds the cause.</summary>
    public static SseReconnectDecision Fail { get; }

    /// <summary>Complete the sequence.</summary>
    public static SseReconnectDecision Complete { get; } = new(DecisionKind.Complete, default);

    internal DecisionKind Kind { get; }

    internal TimeSpan Delay { get; }

    /// <summary>Connect again after a wait, which <see cref="SseOptions.MaxReconnectDelay"/> caps.</summary>
    /// <param name="wait">How long; negative counts as zero.</param>
    /// <returns>The decision.</returns>
    public static SseReconnectDecision RetryAfter(TimeSpan wait) => new(DecisionKind.RetryAfter, wait);
}
