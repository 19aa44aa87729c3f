using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;

namespace Sse.Reactive.Tests;

/// <summary>The wall clock is set during a subscription: timeouts, limits and delays follow the time that passes.</summary>
[TestFixture(-2)]
[TestFixture(2)]
public class SetClockTests(int hours) : VirtualTimeTests
{
    private SetClock _clock = null!;

    private SseOptions Options => Server.Options with { Scheduler = _clock };

    [SetUp]
    public void SetUp() => _clock = new(Scheduler) { Offset = TimeSpan.FromDays(1) }; // virtual time begins at the earliest date

    [TestCase(true)]
    [TestCase(false)]
    public void MaxDowntime_is_the_time_that_passes(bool isPushed)
    {
        Server.Connection("-a#", ('a', "a")).Refuse().Connection("b", ('b', "b"));
        var options = Options with { MaxDowntime = TimeSpan.FromSeconds(60) };
        var seen = isPushed
            ? Server.Expect(SseObservable.Connect(Server.Transport, options))
            : Server.Expect(SseAsyncEnumerable.Connect(Server.Transport, options));

        SetClockAt(seconds: 4);
        RunTo(seconds: 60);

        Assert.That(seen.Error, Is.Null);
        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Seconds, Is.EqualTo(new[] { 0.0, 5, 11 }), "the delays too");
    }

    [Test]
    public void MaxDowntime_of_an_attempt_without_a_response_is_the_time_that_passes()
    {
        Server.Silence();
        var seen = Server.Expect(Connect(Options with { MaxDowntime = TimeSpan.FromSeconds(20) }));

        SetClockAt(seconds: 6);
        RunTo(seconds: 19);
        Assert.That(seen.Error, Is.Null);
        RunTo(seconds: 20);

        Assert.That(seen.Error, Is.Not.Null);
    }

    [Test]
    public void A_connection_that_was_open_for_a_short_time_does_not_reset_the_failure_count()
    {
        Server.Refuse().Connection("2s #").Forever();
        Server.Expect(Connect(Options));

        SetClockAt(seconds: 4);
        RunTo(seconds: 20);

        Assert.That(Seconds.Take(3), Is.EqualTo(new[] { 0.0, 3, 11 }));
    }

    [Test]
    public void IdleTimeout_is_the_time_that_passes()
    {
        Server.Connection("-a", ('a', "a")).Connection("b", ('b', "b"));
        Server.Expect(Connect(Options with { IdleTimeout = TimeSpan.FromSeconds(10) }));

        SetClockAt(seconds: 5);
        RunTo(seconds: 20);

        Assert.That(Seconds, Is.EqualTo(new[] { 0.0, 14 }));
    }

    [Test]
    public void The_downtime_that_a_policy_receives_is_the_time_that_passes()
    {
        var downtimes = new List<double>();
        Server.Connection("-#").Refuse().Refuse().Connection("a", ('a', "a"));
        Server.Expect(Connect(Options with
        {
            ReconnectPolicy = context =>
            {
                downtimes.Add(context.Downtime.TotalSeconds);
                return SseReconnectDecision.RetryAfter(context.Delay);
            },
        }));

        SetClockAt(seconds: 3);
        RunTo(seconds: 60);

        Assert.That(downtimes, Is.Ordered.And.All.InRange(0, 30));
    }

    private void SetClockAt(double seconds)
    {
        RunTo(seconds);
        _clock.Offset += TimeSpan.FromHours(hours);
    }
}
