using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>A fixture that runs on each supported virtual-time scheduler.</summary>
public abstract class VirtualTimeFixture
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

    // Its time is a date, and does not have to start at zero.
    private static HistoricalScheduler NewHistorical() => new(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
}
