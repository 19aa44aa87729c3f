using System.Reactive.Concurrency;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The wall clock is set while a subscription runs. Durations are those of a stopwatch, so nothing changes.</summary>
public class WallClockTests : VirtualTimeTests
{
    private SteppedClock _clock = null!;

    private SseOptions Options => Server.Options with { Scheduler = _clock };

    [SetUp]
    public void SetUp() => _clock = new(Scheduler) { Step = TimeSpan.FromDays(700_000) };

    [TestCase(2)]
    [TestCase(-2)]
    public void MaxDowntime_is_not_affected(int hours)
    {
        Server.Connection("a 4s #").Refuse().Refuse().Connection("b");
        SetAt(6, hours);

        Server.Expect(Connect(Options with { MaxDowntime = TimeSpan.FromSeconds(60) })).ToBe("a 25s b");
    }

    [TestCase(2)]
    [TestCase(-2)]
    public void MaxDowntime_of_an_attempt_without_a_response_is_not_affected(int hours)
    {
        Server.Silence();
        SetAt(6, hours);

        Server.Expect(Connect(Options with { MaxDowntime = TimeSpan.FromSeconds(20) })).ToBe("20s #");
    }

    [Test]
    public void A_connection_that_was_open_for_a_short_time_does_not_reset_the_failure_count()
    {
        Server.Refuse().Connection("2s #").Forever();
        SetAt(4, 2);

        Run(20, Options);

        Assert.That(Seconds.Take(3), Is.EqualTo(new[] { 0.0, 3, 11 }));
    }

    [TestCase(2)]
    [TestCase(-2)]
    public void Timeouts_and_waits_are_not_affected(int hours)
    {
        Server.Connection("a").Connection("b");
        SetAt(3, hours);
        SetAt(6, -hours);

        Server.Expect(Connect(Options with { IdleTimeout = TimeSpan.FromSeconds(5) })).ToBe("a 7s b");
    }

    private void SetAt(double seconds, int hours) =>
        Scheduler.Schedule(TimeSpan.FromSeconds(seconds), () => _clock.Step += TimeSpan.FromHours(hours));
}
