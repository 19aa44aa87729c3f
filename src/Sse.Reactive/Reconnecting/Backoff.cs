namespace Sse.Reactive;

/// <summary>
/// The delay before the next attempt. Spec 9.2.3 defines the base and allows an exponential backoff; the rest is beyond the standard.
/// </summary>
internal static class Backoff
{
    /// <summary>The shortest base, so that a server that sends <c>retry: 0</c> cannot make its clients spin.</summary>
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(100);

    public static TimeSpan Delay(SseReconnectContext context, SseOptions options)
    {
        var shortest = Math.Max(context.ReconnectionTime.Ticks, MinDelay.Ticks);
        var doubled = Math.Min(options.MaxBackoffDelay.Ticks, shortest * Math.Pow(2, Math.Max(0, context.ConsecutiveFailures - 1)));
        var retryAfter = RetryAfter.In(context.Cause, options.Scheduler.Now)?.Ticks ?? 0;
        var delay = Math.Max(Math.Max(shortest, doubled), retryAfter);

        // Jitter is added after the caps: clients that lost the same server at the same time come back one by one.
        delay += delay * options.NextJitter();
        return TimeSpan.FromTicks((long)Math.Min(delay, options.MaxReconnectDelay.Ticks));
    }
}
