using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Tests.Scripted;

/// <summary>Virtual time in the units people think in.</summary>
internal static class VirtualTime
{
    public static void RunTo(this TestScheduler scheduler, double seconds) => scheduler.AdvanceTo(TimeSpan.FromSeconds(seconds).Ticks);

    public static void Schedule(this TestScheduler scheduler, TimeSpan dueTime, Action action) =>
        Scheduler.Schedule(scheduler, dueTime, action);

    public static SseOptions Options(this TestScheduler scheduler) => new() { Scheduler = scheduler, Jitter = 0 };
}
