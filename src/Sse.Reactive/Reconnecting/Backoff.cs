namespace Sse.Reactive;

/// <summary>
/// The delay before the next attempt. Spec 9.2.3 defines the base and allows an exponential backoff; the rest is beyond the standard.
/// </summary>
internal static class Backoff
{
    /// <summary>
    /// The shortest delay that a server's <c>retry</c> can set, so that <c>retry: 0</c> cannot cause a busy loop.
    /// </summary>
    public static readonly TimeSpan MinServerDelay = TimeSpan.FromMilliseconds(100);

    public static TimeSpan Delay(SseReconnectContext context, SseOptions options)
    {
        double delay = RetryAfter.In(context.Cause, options.Scheduler.Now) is { } asked && asked > TimeSpan.Zero
            ? asked.Ticks
            : Usual(context, options);

        // Jitter is added after the caps: clients that lost the same server at the same time come back one by one.
        delay += delay * options.NextJitter();
        return TimeSpan.FromTicks((long)Math.Min(delay, options.MaxReconnectDelay.Ticks));
    }

    /// <summary>The reconnection time; doubled, from the second consecutive failure on.</summary>
    private static double Usual(SseReconnectContext context, SseOptions options)
    {
        var usual = context.ReconnectionTime.Ticks;
        if (context.ConsecutiveFailures < 2)
        {
            return usual;
        }

        // A zero cannot be doubled.
        var doubled = (usual > 0 ? usual : MinServerDelay.Ticks) * Math.Pow(2, context.ConsecutiveFailures - 1);
        return Math.Max(usual, Math.Min(options.MaxBackoffDelay.Ticks, doubled));
    }
}
