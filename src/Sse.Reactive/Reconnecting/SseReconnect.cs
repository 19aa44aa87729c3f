namespace Sse.Reactive;

/// <summary>The built-in reconnect policies.</summary>
public static class SseReconnect
{
    /// <summary>
    /// Connects again, after <see cref="SseReconnectContext.Delay"/>, on network faults, clean ends, timeouts and the statuses 408, 425,
    /// 429 and 5xx; completes on 204; fails on anything else.
    /// </summary>
    public static SseReconnectPolicy Default { get; } = context => context.Cause switch
    {
        SseResponseException { StatusCode: 204 } => SseReconnectDecision.Complete,
        SseResponseException { StatusCode: 408 or 425 or 429 or (>= 500 and <= 599) } => SseReconnectDecision.RetryAfter(context.Delay),
        SseStreamClosedException => SseReconnectDecision.RetryAfter(context.Delay),
        _ when IsNetworkFault(context.Cause) => SseReconnectDecision.RetryAfter(context.Delay),
        _ => SseReconnectDecision.Fail,
    };

    /// <summary>
    /// The standard's own rule (HTML 9.2.3): connects again, after <see cref="SseReconnectContext.Delay"/>, on network faults, clean ends
    /// and timeouts; fails on any status but 200, 204 included, and on any other content type.
    /// </summary>
    public static SseReconnectPolicy Standard { get; } = context =>
        context.Cause is SseStreamClosedException || IsNetworkFault(context.Cause)
            ? SseReconnectDecision.RetryAfter(context.Delay)
            : SseReconnectDecision.Fail;

    /// <summary>One connection, for streams that end: a clean end and 204 complete; anything else fails.</summary>
    public static SseReconnectPolicy Never { get; } = context =>
        context.Cause is SseStreamClosedException or SseResponseException { StatusCode: 204 }
            ? SseReconnectDecision.Complete
            : SseReconnectDecision.Fail;

    private static bool IsNetworkFault(Exception cause) =>
        DisconnectReasons.Of(cause) is SseDisconnectReason.ConnectFailed or SseDisconnectReason.NetworkError or SseDisconnectReason.Timeout;
}
