using System.Net.Sockets;

namespace Sse.Reactive;

/// <summary>Judges each end of a connection: connect again after a wait, complete, or fail. Pure; called once for each end.</summary>
/// <param name="session">What is known, the end included.</param>
/// <param name="cause">
/// <see cref="SseStreamClosedException"/> for a clean end, <see cref="SseResponseException"/> for an answer that is no event stream,
/// <see cref="TimeoutException"/> for <see cref="SseOptions.IdleTimeout"/>; else what the transport or the body threw.
/// </param>
/// <returns>What to do.</returns>
public delegate SseReconnectDecision SseReconnectPolicy(SseReconnectContext session, Exception cause);

/// <summary>The ready-made reconnect policies.</summary>
public static class SseReconnect
{
    /// <summary>
    /// Connects again, after <see cref="SseReconnectContext.Delay"/>, on network faults, clean ends, idle timeouts and the statuses 408, 425, 429 and 5xx;
    /// completes on 204; fails on anything else.
    /// </summary>
    public static SseReconnectPolicy Default { get; } = (session, cause) => cause switch
    {
        SseResponseException { StatusCode: 204 } => SseReconnectDecision.Complete,
        SseResponseException { StatusCode: 408 or 425 or 429 or (>= 500 and <= 599) } => SseReconnectDecision.RetryAfter(session.Delay),
        SseStreamClosedException => SseReconnectDecision.RetryAfter(session.Delay),
        _ when IsNetworkFault(cause) => SseReconnectDecision.RetryAfter(session.Delay),
        _ => SseReconnectDecision.Fail,
    };

    /// <summary>
    /// The standard's own (9.2.3): connects again, after <see cref="SseReconnectContext.Delay"/>, on network faults, clean ends and timeouts; fails on any status but 200, 204
    /// included, and on any other content type.
    /// </summary>
    public static SseReconnectPolicy Standard { get; } = (session, cause) =>
        cause is SseStreamClosedException || IsNetworkFault(cause) ? SseReconnectDecision.RetryAfter(session.Delay) : SseReconnectDecision.Fail;

    /// <summary>One connection, for streams that end: its clean end completes, and so does 204; anything else fails.</summary>
    public static SseReconnectPolicy Never { get; } = (_, cause) =>
        cause is SseStreamClosedException or SseResponseException { StatusCode: 204 } ? SseReconnectDecision.Complete : SseReconnectDecision.Fail;

    /// <summary>A cancelled request counts too: <c>HttpClient.Timeout</c> shows as one. So does compressed data that is torn. (The subscriber's own cancellation never gets here.)</summary>
    private static bool IsNetworkFault(Exception cause) =>
        cause is HttpRequestException or IOException or InvalidDataException or SocketException or TimeoutException or OperationCanceledException
        || cause is InvalidOperationException { Source: "System.IO.Compression.Brotli" }; // torn data, as that decoder says it
}
