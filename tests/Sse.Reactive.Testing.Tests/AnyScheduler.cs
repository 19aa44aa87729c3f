using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Each of the virtual-time schedulers that the kit works on: a fixture runs on all of them.</summary>
public abstract class AnyScheduler
{
    private protected static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private protected static Marbles NewMarbles(string scheduler, TimeSpan? frame = null) => scheduler switch
    {
        nameof(TestScheduler) => new(new TestScheduler(), frame ?? Frame),
        _ => new(NewHistorical(), frame ?? Frame),
    };

    private protected static SseScript NewScript(string scheduler, TimeSpan? frame = null) => scheduler switch
    {
        nameof(TestScheduler) => new(new TestScheduler(), frame ?? Frame),
        _ => new(NewHistorical(), frame ?? Frame),
    };

    // Its time is a date, and need not begin at zero.
    private static HistoricalScheduler NewHistorical() => new(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
}
