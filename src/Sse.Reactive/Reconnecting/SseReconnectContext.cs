namespace Sse.Reactive;

/// <summary>The argument of a reconnect policy: how the connection ended, and the state of the subscription.</summary>
/// <param name="Cause">
/// The cause: <see cref="SseStreamClosedException"/> for a clean end, <see cref="SseResponseException"/> for a response that is not an
/// event stream, <see cref="TimeoutException"/> for <see cref="SseOptions.IdleTimeout"/>, <see cref="SseOptions.EventTimeout"/> or
/// <see cref="SseOptions.MaxDowntime"/>; otherwise the exception of the transport or the body.
/// </param>
public sealed record SseReconnectContext(Exception Cause)
{
    /// <summary>The number of the attempt that ended; the first is 1.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The last event ID: where the next attempt resumes. Empty if there is none.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>
    /// The reconnection time in force: the server's latest <c>retry</c> (at least 100 ms), else <see cref="SseOptions.ReconnectionTime"/>.
    /// </summary>
    public TimeSpan ReconnectionTime { get; init; }

    /// <summary>Whether any attempt so far has opened an event stream.</summary>
    public bool HasOpened { get; init; }

    /// <summary>The cause of the attempt before this one; <see langword="null"/> if this is the first.</summary>
    public Exception? PreviousError { get; init; }

    /// <summary>How many attempts have failed in succession, this one included.</summary>
    /// <remarks>
    /// The count resets at the end of a connection that has moved the last event ID, or has been open for
    /// <see cref="SseOptions.BackoffResetAfter"/>: a clean end is then 0, a broken connection 1. It is also 0 after a clean end of a
    /// connection in which the server sent <c>retry</c> of at least 100 ms: the server lets its clients poll. Anything else adds one.
    /// Opening is not enough.
    /// </remarks>
    public int ConsecutiveFailures { get; init; }

    /// <summary>
    /// The time since the last connection that reset <see cref="ConsecutiveFailures"/> ended, or since the subscription. Measured with the
    /// scheduler's stopwatch.
    /// </summary>
    public TimeSpan Downtime { get; init; }

    /// <summary>The suggested delay, plus <see cref="SseOptions.Jitter"/>; at most <see cref="SseOptions.MaxReconnectDelay"/>.</summary>
    /// <remarks>
    /// The response's <c>Retry-After</c>, if it is positive. Otherwise <see cref="ReconnectionTime"/>, which doubles with each consecutive
    /// failure from the second on (from 100 ms if it is zero), up to <see cref="SseOptions.MaxBackoffDelay"/>.
    /// </remarks>
    public TimeSpan Delay { get; init; }

    /// <summary>The values, with the messages of the exceptions and without their stack traces.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"Attempt = {AttemptNumber}, Cause = {Cause.Message}, PreviousError = {PreviousError?.Message ?? "none"}, "
        + $"ConsecutiveFailures = {ConsecutiveFailures}, Downtime = {Downtime}, Delay = {Delay}";
}
