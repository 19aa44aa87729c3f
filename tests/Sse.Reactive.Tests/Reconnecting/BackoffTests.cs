using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The delay before the next attempt: backoff, jitter and <c>Retry-After</c>.</summary>
public class BackoffTests : DelayTests
{
    [TestCase(3000, 30_000, new[] { 3.0, 6, 12, 24, 30, 30 })]
    [TestCase(250, 1500, new[] { 0.25, 0.5, 1, 1.5, 1.5 })]
    [TestCase(0, 1000, new[] { 0, 0.2, 0.4, 0.8, 1, 1 })]
    [TestCase(20, 100, new[] { 0.02, 0.04, 0.08, 0.1, 0.1 })]
    [TestCase(5, 1000, new[] { 0.005, 0.01, 0.02, 0.04, 0.08 })]
    [TestCase(20, 0, new[] { 0.02, 0.02, 0.02 })]
    [TestCase(3000, 0, new[] { 3.0, 3, 3 })]
    [TestCase(3000, 3000, new[] { 3.0, 3, 3 })]
    [TestCase(60_000, 30_000, new[] { 60.0, 60, 60 })]
    public void The_delay_doubles_from_the_reconnection_time_to_MaxBackoffDelay(int reconnectionTime, int maxBackoff, double[] delays)
    {
        Server.Refuse().Forever();

        var seen = Delays(delays.Length, Server.Options with
        {
            ReconnectionTime = TimeSpan.FromMilliseconds(reconnectionTime),
            MaxBackoffDelay = TimeSpan.FromMilliseconds(maxBackoff),
        });

        Assert.That(seen, Is.EqualTo(delays));
    }

    [Test]
    public void The_delay_equals_the_reported_one()
    {
        Server.Refuse().Forever();

        var seen = Delays(6, Server.Options);

        Assert.That(Seconds.Zip(Seconds.Skip(1), (a, b) => b - a).Take(5), Is.EqualTo(seen[..5]));
    }

    [Test]
    public void A_thousand_failures_do_not_overflow_the_delay()
    {
        Server.Refuse().Forever();

        Assert.That(
            Delays(1100, Server.Options with { ReconnectionTime = TimeSpan.Zero, MaxBackoffDelay = TimeSpan.FromSeconds(1) })[^1],
            Is.EqualTo(1));
    }

    [Test]
    public void The_servers_retry_is_the_base_for_later_connections()
    {
        Server.Connection("(r|)", Retry(500)).Refuse().Refuse().Connection("r#", Retry(45_000)).Refuse().Silence();

        Assert.That(Delays(5, Server.Options), Is.EqualTo(new[] { 0.5, 0.5, 1, 45, 45 }));
    }

    [Test]
    public void No_delay_exceeds_MaxReconnectDelay()
    {
        Server.Refuse().Refuse().Refuse().Then(503).WithHeader("Retry-After", "60").Connection("(r|)", Retry(60_000)).Silence();

        var seen = Delays(
            5,
            Server.Options with
            {
                MaxReconnectDelay = TimeSpan.FromSeconds(10),
                Jitter = 1,
                Random = new ScriptedRandom(0.5, 0.5, 0.9, 0.9, 0),
            });

        Assert.That(seen, Is.EqualTo(new[] { 4.5, 9, 10, 10, 10 }));
    }

    [Test]
    public void Jitter_adds_one_random_fraction_of_the_delay()
    {
        Server.Refuse().Forever();

        var seen = Delays(3, Server.Options with { Jitter = 0.25, Random = new ScriptedRandom(0, 0.5, 0.8) });

        Assert.That(seen, Is.EqualTo(new[] { 3, 6.75, 14.4 }).Within(1e-6));
    }

    [Test]
    public void Jitter_is_added_after_the_limit()
    {
        Server.Refuse().Forever();

        var seen = Delays(
            3, Server.Options with { MaxBackoffDelay = TimeSpan.FromSeconds(4), Jitter = 1, Random = new ScriptedRandom(0.5, 0.5, 0.25) });

        Assert.That(seen, Is.EqualTo(new[] { 4.5, 6, 5 }));
    }

    [Test]
    public void Jitter_is_added_to_Retry_After()
    {
        Server.Then(503).WithHeader("Retry-After", "100").Silence();

        Assert.That(Delays(1, Server.Options with { Jitter = 0.5, Random = new ScriptedRandom(0.5) }), Is.EqualTo(new[] { 125.0 }));
    }

    [Test]
    public void Zero_jitter_draws_no_random_number()
    {
        Server.Refuse().Forever();

        Assert.That(Delays(3, Server.Options with { Random = new ScriptedRandom() }), Is.EqualTo(new[] { 3.0, 6, 12 }));
    }

    [Test]
    public void The_default_jitter_adds_up_to_a_quarter()
    {
        var first = new List<double>();
        for (var seed = 0; seed < 200; seed++)
        {
            StartTime();
            Server.Refuse().Forever();
            var seen = Delays(5, new() { Scheduler = Scheduler, Random = new(seed) });
            Assert.That(seen.Zip([3, 6, 12, 24, 30], (wait, plain) => wait / plain), Has.All.InRange(1, 1.25), $"seed {seed}");
            first.Add(seen[0]);
        }

        Assert.That(first.Min(), Is.LessThan(3.1));
        Assert.That(first.Max(), Is.GreaterThan(3.65));
    }

    [Test]
    public void The_same_seed_gives_the_same_delays()
    {
        Server.Refuse().Forever();

        var one = Delays(5, new() { Scheduler = Scheduler, Random = new(7) });
        var two = Delays(5, new() { Scheduler = Scheduler, Random = new(7) });

        Assert.That(two, Is.EqualTo(one));
    }

    [TestCase("120", 120)]
    [TestCase(" 120 ", 120)]
    [TestCase("31", 31)]
    [TestCase("2", 2)]
    [TestCase("1", 1)]
    [TestCase("0", 3)]
    [TestCase("7200", 3600)]
    [TestCase("99999999999", 3600)]
    [TestCase("000000000000000000000000000000", 3)]
    [TestCase("000000000000000000000000000007", 7)]
    [TestCase("Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [TestCase("Thursday, 01-Jan-26 00:01:30 GMT", 90)]
    [TestCase("Thu Jan  1 00:01:30 2026", 90)]
    [TestCase("Wed, 31 Dec 2025 23:59:59 GMT", 3)]
    [TestCase("Mon, 01 Jan 2046 00:00:00 GMT", 3600)]
    [TestCase("soon", 3)]
    [TestCase("", 3)]
    [TestCase("-120", 3)]
    [TestCase("1.5", 3)]
    [TestCase("120, 120", 3)]
    public void Retry_After_replaces_the_usual_delay_unless_it_is_zero_or_unreadable(string retryAfter, double wait)
    {
        Scheduler.AdvanceTo(new DateTime(2026, 1, 1).Ticks);
        Server.Then(503).WithHeader("Retry-After", retryAfter).Silence();

        Assert.That(Delays(1, Server.Options), Is.EqualTo(new[] { wait }));
    }

    [TestCase("Thu, 01 Jan 2026 00:01:00 GMT", 30)]
    [TestCase("Thursday, 01-Jan-26 00:01:00 GMT", 30)]
    [TestCase("Thu Jan  1 00:01:00 2026", 30)]
    [TestCase("60", 90)]
    [TestCase("today", 90)]
    public void A_Retry_After_date_is_relative_to_the_Date_header(string date, double wait)
    {
        Scheduler.AdvanceTo(new DateTime(2026, 1, 1).Ticks);
        Server.Then(503).WithHeader("Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT").WithHeader("Date", date).Silence();

        Assert.That(Delays(1, Server.Options), Is.EqualTo(new[] { wait }));
    }

    [Test]
    public void Retry_After_applies_to_one_delay()
    {
        Server.Then(429).WithHeader("Retry-After", "120").Refuse().Silence();

        Assert.That(Delays(2, Server.Options), Is.EqualTo(new[] { 120.0, 6 }));
    }

    private static (char, SseMarble) Retry(int ms) => ('r', Wire($"retry: {ms}\n"));
}
