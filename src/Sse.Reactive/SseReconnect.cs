using System.Net.Sockets;

namespace Sse.Reactive;

/// <summary>Judges each end of a connection: connect again after a wait, complete, or fail. Pure; called once for each end.</summary>
/// <param name="session">What is known, the end included.</param>
/// <param name="cause">
/// <see cref="SseStreamEndedException"/> for a clean end, <see cref="SseResponseException"/> for an answer that is no event stream,
/// <see cref="TimeoutException"/> for <see cref="SseOptions.IdleTimeout"/>; else what the transport or the body threw.
/// </param>
/// <returns>What to do.</returns>
public delegate SseDecision SseReconnectPolicy(SseSession session, Exception cause);

/// <summary>The ready-made reconnect policies.</summary>
public static class SseReconnect
{
    /// <summary>
    /// Connects again, after <see cref="SseSession.Wait"/>, on network faults, clean ends, idle timeouts and the statuses 408, 425, 429 and 5xx;
    /// completes on 204; fails on anything else.
    /// </summary>
    public static SseReconnectPolicy Default { get; } = (session, cause) => cause switch
    {
        SseResponseException { Status: 204 } => SseDecision.End,
        SseResponseException { Status: 408 or 425 or 429 or (>= 500 and <= 599) } => SseDecision.Wait(session.Wait),
        SseStreamEndedException => SseDecision.Wait(session.Wait),
        _ when IsNetworkFault(cause) => SseDecision.Wait(session.Wait),
        _ => SseDecision.Fail,
    };

    /// <summary>
    /// The standard's own (9.2.3): connects again, after <see cref="SseSession.Wait"/>, on network faults, clean ends and timeouts; fails on any status but 200, 204
    /// included, and on any other content type.
    /// </summary>
    public static SseReconnectPolicy Standard { get; } = (session, cause) =>
        cause is SseStreamEndedException || IsNetworkFault(cause) ? SseDecision.Wait(session.Wait) : SseDecision.Fail;

    /// <summary>One connection, for streams that end: its clean end completes, and so does 204; anything else fails.</summary>
    public static SseReconnectPolicy Never { get; } = (_, cause) =>
        cause is SseStreamEndedException or SseResponseException { Status: 204 } ? SseDecision.End : SseDecision.Fail;

    /// <summary>A cancelled request counts too: <c>HttpClient.Timeout</c> shows as one. So does compressed data that is torn. (The subscriber's own cancellation never gets here.)</summary>
    private static bool IsNetworkFault(Exception cause) =>
        cause is HttpRequestException or IOException or InvalidDataException or SocketException or TimeoutException or OperationCanceledException
        || cause is InvalidOperationException { Source: "System.IO.Compression.Brotli" }; // torn data, as that decoder says it
}
