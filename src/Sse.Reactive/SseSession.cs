namespace Sse.Reactive;

/// <summary>What a subscription knows across its connections. A value: each change makes a new one.</summary>
public sealed record SseSession
{
    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The last event ID: what the next attempt resumes after.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>The reconnection time in force: the server's latest <c>retry</c>, else <see cref="SseOptions.ReconnectionTime"/>.</summary>
    public TimeSpan ReconnectionTime { get; init; }

    /// <summary>Whether any attempt so far was answered with an event stream.</summary>
    public bool HasOpened { get; init; }

    /// <summary>How the attempt before the latest one ended; <see langword="null"/> if the latest is the first.</summary>
    public Exception? Previous { get; init; }

    /// <summary>How many attempts in a row have failed, the latest included.</summary>
    /// <remarks>
    /// A connection that ended cleanly after an event, or after <see cref="SseOptions.HealthyAfter"/>, is no failure: 0. One that broke after
    /// <see cref="SseOptions.HealthyAfter"/> is the first of a new row: 1. One that opened and did not last is one more.
    /// </remarks>
    public int Failures { get; init; }

    /// <summary>How long there has been no success (in the sense of <see cref="Failures"/>): since the subscription, or since the last one ended.</summary>
    public TimeSpan Downtime { get; init; }

    /// <summary>
    /// How long to wait now. With the reconnection time as base (at least 100 ms) and n failures in a row before this one: <c>max(base, min(</c><see cref="SseOptions.MaxBackoff"/><c>,
    /// base * 2^n))</c>, or the response's <c>Retry-After</c> if that is longer; plus <see cref="SseOptions.Jitter"/>; at most <see cref="SseOptions.MaxReconnectionTime"/>.
    /// </summary>
    public TimeSpan Wait { get; init; }

    internal SseAttempt NextAttempt => new(Attempt + 1, LastEventId, Latest);

    private Exception? Latest { get; init; }

    private DateTime DownSince { get; init; }

    private DateTime? OpenedAt { get; init; }

    internal static SseSession Start(SseOptions options) =>
        new() { LastEventId = options.LastEventId, ReconnectionTime = options.ReconnectionTime, DownSince = options.Scheduler.Now.UtcDateTime };

    internal SseSession Attempting() => this with { Attempt = Attempt + 1, OpenedAt = null };

    internal SseSession Opened(SseOptions options) => this with { HasOpened = true, OpenedAt = options.Scheduler.Now.UtcDateTime };

    internal TimeSpan? DowntimeLeft(SseOptions options) =>
        OpenedAt is null && options.MaxDowntime is { } limit ? TimeSpan.FromTicks(Math.Max(0, (DownSince + limit - options.Scheduler.Now.UtcDateTime).Ticks)) : null;

    /// <param name="cause">How the connection ended.</param>
    /// <param name="decoder">What the connection has left.</param>
    /// <param name="hasDelivered">Whether this connection brought an event.</param>
    /// <param name="options">The options.</param>
    internal SseSession Lost(Exception cause, SseDecoder decoder, bool hasDelivered, SseOptions options)
    {
        var now = options.Scheduler.Now.UtcDateTime;
        var wasHealthy = now - OpenedAt >= options.HealthyAfter;
        var hasSucceeded = wasHealthy || (hasDelivered && cause is SseStreamEndedException);
        var downSince = hasSucceeded ? now : DownSince;
        var lost = this with
        {
            Previous = Latest,
            Latest = cause,
            LastEventId = decoder.LastEventId,
            ReconnectionTime = decoder.ReconnectionTime ?? ReconnectionTime,
            Failures = (hasSucceeded ? 0 : Failures) + (hasSucceeded && cause is SseStreamEndedException ? 0 : 1),
            DownSince = downSince,
            Downtime = now - downSince,
        };
        return lost with { Wait = Backoff.Wait(lost, RetryAfter.In(cause, now), options) };
    }
}
