namespace Sse.Reactive;

/// <summary>What to do after a connection was lost or could not be opened.</summary>
public readonly record struct SseDecision
{
    private SseDecision(DecisionKind kind, TimeSpan wait)
    {
        Kind = kind;
        Delay = wait;
    }

    internal enum DecisionKind
    {
        Fail,
        End,
        Wait,
    }

    /// <summary>End the sequence in an error: the <see cref="SseResponseException"/>, or an <see cref="SseConnectionException"/> that holds the cause.</summary>
    public static SseDecision Fail { get; }

    /// <summary>Complete the sequence.</summary>
    public static SseDecision End { get; } = new(DecisionKind.End, default);

    internal DecisionKind Kind { get; }

    internal TimeSpan Delay { get; }

    /// <summary>Connect again after a wait, which <see cref="SseOptions.MaxReconnectionTime"/> caps.</summary>
    /// <param name="wait">How long; negative counts as zero.</param>
    /// <returns>The decision.</returns>
    public static SseDecision Wait(TimeSpan wait) => new(DecisionKind.Wait, wait);
}
