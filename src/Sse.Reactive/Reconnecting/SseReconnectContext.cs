namespace Sse.Reactive;

/// <summary>What a reconnect policy decides on: how the connection ended, and what the subscription has seen so far.</summary>
/// <param name="Cause">
/// How it ended: <see cref="SseStreamClosedException"/> for a clean end, <see cref="SseResponseException"/> for a response that is no event
/// stream, <see cref="TimeoutException"/> for <see cref="SseOptions.IdleTimeout"/>, <see cref="SseOptions.EventTimeout"/> or
/// <see cref="SseOptions.MaxDowntime"/>; otherwise what the transport or the body threw.
/// </param>
public sealed record SseReconnectContext(Exception Cause)
{
    /// <summary>The number of the attempt that ended; the first is 1.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The last event ID: where the next attempt resumes. Empty if there is none.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>The reconnection time in force: the server's latest <c>retry</c>, else <see cref="SseOptions.ReconnectionTime"/>.</summary>
    public TimeSpan ReconnectionTime { get; init; }

    /// <summary>Whether any attempt so far was answered with an event stream.</summary>
    public bool HasOpened { get; init; }

    /// <summary>How the attempt before this one ended; <see langword="null"/> if this is the first.</summary>
    public Exception? PreviousError { get; init; }

    /// <summary>How many attempts have failed in succession, this one included.</summary>
    /// <remarks>
    /// A connection that ended cleanly after an event, or after <see cref="SseOptions.BackoffResetAfter"/>, is not a failure: 0. A connection
    /// that broke after <see cref="SseOptions.BackoffResetAfter"/> is the first failure: 1. Any other adds one. Opening is not enough.
    /// </remarks>
    public int ConsecutiveFailures { get; init; }

    /// <summary>
    /// How long there has been no success (as <see cref="ConsecutiveFailures"/> defines it): since the subscription, or since the last
    /// success ended. Measured with the scheduler's stopwatch.
    /// </summary>
    public TimeSpan Downtime { get; init; }

    /// <summary>
    /// The suggested delay. With the reconnection time as base (at least 100 ms) and n earlier consecutive failures:
    /// <c>max(base, min(</c><see cref="SseOptions.MaxBackoffDelay"/><c>, base * 2^n))</c>, or the response's <c>Retry-After</c> if that is
    /// longer; plus <see cref="SseOptions.Jitter"/>; at most <see cref="SseOptions.MaxReconnectDelay"/>.
    /// </summary>
    public TimeSpan Delay { get; init; }
}
