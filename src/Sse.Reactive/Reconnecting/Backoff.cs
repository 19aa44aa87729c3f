namespace Sse.Reactive;

/// <summary>How long to wait before the next attempt. Spec 9.2.3 has the base, and allows the exponential backoff; the rest is beyond it.</summary>
internal static class Backoff
{
    /// <summary>What a <c>retry: 0</c> counts as: a server cannot make its clients spin.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public static TimeSpan Wait(SseReconnectContext session, TimeSpan? retryAfter, SseOptions options)
    {
        var shortest = Math.Max(session.ReconnectionTime.Ticks, Shortest.Ticks);
        var doubled = Math.Min(options.MaxBackoffDelay.Ticks, shortest * Math.Pow(2, Math.Max(0, session.ConsecutiveFailures - 1)));
        var wait = Math.Max(Math.Max(shortest, doubled), retryAfter?.Ticks ?? 0);

        // After the caps: clients that lost the same server at the same time come back one by one.
        wait += wait * options.NextJitter();
        return TimeSpan.FromTicks((long)Math.Min(wait, options.MaxReconnectDelay.Ticks));
    }
}
