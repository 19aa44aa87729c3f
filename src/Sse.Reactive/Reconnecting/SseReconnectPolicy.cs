namespace Sse.Reactive;

/// <summary>Decides, each time a connection ends, whether to connect again after a delay, to complete, or to fail.</summary>
/// <remarks>
/// Called once for each end, on the thread that detected the lost connection. It must be pure. An exception that it throws is the
/// sequence's error. The limits of <see cref="SseOptions"/> apply after it.
/// </remarks>
/// <param name="context">How the connection ended, and the state of the subscription.</param>
/// <returns>The decision.</returns>
/// <example>
/// Give up on 503 after five consecutive failures, otherwise do as usual:
/// <code>
/// var options = new SseOptions
/// {
///     ReconnectPolicy = context => context is { Cause: SseResponseException { StatusCode: 503 }, ConsecutiveFailures: >= 5 }
///         ? SseReconnectDecision.Fail
///         : SseReconnect.Default(context),
/// };
/// </code>
/// </example>
public delegate SseReconnectDecision SseReconnectPolicy(SseReconnectContext context);
