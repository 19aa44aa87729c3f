using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace Sse;

/// <summary>
/// Monotonic time of a scheduler: the difference of two readings is a duration, whatever happens to the wall clock in between.
/// </summary>
/// <remarks>One stopwatch serves all subscriptions on a scheduler, so that an idle one does not have to hold its own.</remarks>
internal static class MonotonicClock
{
    private static readonly ConditionalWeakTable<IScheduler, IStopwatch> Stopwatches = new();

    /// <summary>The time that has passed since the first reading on this scheduler.</summary>
    public static TimeSpan Elapsed(this IScheduler scheduler) =>
        Stopwatches.GetValue(scheduler, static scheduler => scheduler.StartStopwatch()).Elapsed;
}
