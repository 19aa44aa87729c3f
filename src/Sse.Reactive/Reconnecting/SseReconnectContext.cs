namespace Sse.Reactive;

/// <summary>What a subscription knows across its connections. A value: each change makes a new one.</summary>
public sealed record SseReconnectContext
{
    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public int AttemptNumber { get; init; }

    /// <summary>The last event ID: what the next attempt resumes after.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>The reconnection time in force: the server's latest <c>retry</c>, else <see cref="SseOptions.ReconnectionTime"/>.</summary>
    public TimeSpan ReconnectionTime { get; init; }

    /// <summary>Whether any attempt so far was answered with an event stream.</summary>
    public bool HasOpened { get; init; }

    /// <summary>How the attempt before the latest one ended; <see langword="null"/> if the latest is the first.</summary>
    public Exception? PreviousError { get; init; }

    /// <summary>How many attempts in a row have failed, the latest included.</summary>
    /// <remarks>
    /// A connection that ended cleanly after an event, or after <see cref="SseOptions.BackoffResetAfter"/>, is no failure: 0. One that broke after
    /// <see cref="SseOptions.BackoffResetAfter"/> is the first of a new row: 1. One that opened and did not last is one more.
    /// </remarks>
    public int ConsecutiveFailures { get; init; }

    /// <summary>How long there has been no success (in the sense of <see cref="ConsecutiveFailures"/>): since the subscription, or since the last one ended.</summary>
    public TimeSpan Downtime { get; init; }

    /// <summary>
    /// How long to wait now. With the reconnection time as base (at least 100 ms) and n failures in a row before this one: <c>max(base, min(</c><see cref="SseOptions.MaxBackoffDelay"/><c>,
    /// base * 2^n))</c>, or the response's <c>Retry-After</c> if that is longer; plus <see cref="SseOptions.Jitter"/>; at most <see cref="SseOptions.MaxReconnectDelay"/>.
    /// </summary>
    public TimeSpan Delay { get; init; }

    internal SseAttempt NextAttempt => new(AttemptNumber + 1, LastEventId, Latest);

    private Exception? Latest { get; init; }

    private DateTime DownSince { get; init; }

    private DateTime? OpenedAt { get; init; }

    internal static SseReconnectContext Start(SseOptions options) =>
        new() { LastEventId = options.LastEventId, ReconnectionTime = options.ReconnectionTime, DownSince = options.Scheduler.Now.UtcDateTime };

    internal SseReconnectContext Attempting() => this with { AttemptNumber = AttemptNumber + 1, OpenedAt = null };

    internal SseReconnectContext Opened(SseOptions options) => this with { HasOpened = true, OpenedAt = options.Scheduler.Now.UtcDateTime };

    internal TimeSpan? DowntimeLeft(SseOptions options) =>
        OpenedAt is null && options.MaxDowntime is { } limit ? TimeSpan.FromTicks(Math.Max(0, (DownSince + limit - options.Scheduler.Now.UtcDateTime).Ticks)) : null;

    /// <param name="cause">How the connection ended.</param>
    /// <param name="decoder">What the connection has left.</param>
    /// <param name="hasDelivered">Whether this connection brought an event.</param>
    /// <param name="options">The options.</param>
    internal SseReconnectContext Lost(Exception cause, SseDecoder decoder, bool hasDelivered, SseOptions options)
    {
        var now = options.Scheduler.Now.UtcDateTime;
        var wasHealthy = now - OpenedAt >= options.BackoffResetAfter;
        var hasSucceeded = wasHealthy || (hasDelivered && cause is SseStreamClosedException);
        var downSince = hasSucceeded ? now : DownSince;
        var lost = this with
        {
            PreviousError = Latest,
            Latest = cause,
            LastEventId = decoder.LastEventId,
            ReconnectionTime = decoder.ReconnectionTime ?? ReconnectionTime,
            ConsecutiveFailures = (hasSucceeded ? 0 : ConsecutiveFailures) + (hasSucceeded && cause is SseStreamClosedException ? 0 : 1),
            DownSince = downSince,
            Downtime = now - downSince,
        };
        return lost with { Delay = Backoff.Wait(lost, RetryAfter.In(cause, now), options) };
    }
}
