using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>How long it waits before the next attempt.</summary>
public class BackoffTests : VirtualTimeTests
{
    private protected override TimeSpan Frame => TimeSpan.FromMilliseconds(1);

    [TestCase(3000, 30_000, new[] { 3.0, 6, 12, 24, 30, 30 })]
    [TestCase(250, 1500, new[] { 0.25, 0.5, 1, 1.5, 1.5 })]
    [TestCase(0, 1000, new[] { 0, 0.2, 0.4, 0.8, 1, 1 })]
    [TestCase(20, 1000, new[] { 0.02, 0.2, 0.4, 0.8, 1, 1 })]
    [TestCase(20, 0, new[] { 0.02, 0.02, 0.02 })]
    [TestCase(3000, 0, new[] { 3.0, 3, 3 })]
    [TestCase(3000, 3000, new[] { 3.0, 3, 3 })]
    [TestCase(60_000, 30_000, new[] { 60.0, 60, 60 })]
    public void Doubles_from_the_reconnection_time_to_the_cap(int reconnectionTime, int maxBackoff, double[] waits)
    {
        Server.Refuse().Forever();

        var seen = Waits(waits.Length, Server.Options with
        {
            ReconnectionTime = TimeSpan.FromMilliseconds(reconnectionTime),
            MaxBackoffDelay = TimeSpan.FromMilliseconds(maxBackoff),
        });

        Assert.That(seen, Is.EqualTo(waits));
    }

    [Test]
    public void Waits_as_long_as_it_says()
    {
        Server.Refuse().Forever();

        var seen = Waits(6, Server.Options);

        Assert.That(Seconds.Zip(Seconds.Skip(1), (a, b) => b - a).Take(5), Is.EqualTo(seen[..5]));
    }

    [Test]
    public void A_thousand_failures_and_more_are_not_too_many_to_double()
    {
        Server.Refuse().Forever();

        Assert.That(Waits(1100, Server.Options with { ReconnectionTime = TimeSpan.Zero, MaxBackoffDelay = TimeSpan.FromSeconds(1) })[^1], Is.EqualTo(1));
    }

    [Test]
    public void The_servers_retry_is_the_base_and_outlives_its_connection()
    {
        Server.Connection("(r|)", Retry(500)).Refuse().Refuse().Connection("r#", Retry(45_000)).Refuse().Silence();

        Assert.That(Waits(5, Server.Options), Is.EqualTo(new[] { 0.5, 0.5, 1, 45, 45 }));
    }

    [Test]
    public void No_wait_is_longer_than_MaxReconnectionTime()
    {
        Server.Refuse().Refuse().Refuse().Then(503).WithHeader("Retry-After", "60").Connection("(r|)", Retry(60_000)).Silence();

        var seen = Waits(5, Server.Options with { MaxReconnectDelay = TimeSpan.FromSeconds(10), Jitter = 1, Random = new ScriptedRandom(0.5, 0.5, 0.9, 0.9, 0) });

        Assert.That(seen, Is.EqualTo(new[] { 4.5, 9, 10, 10, 10 }));
    }

    [Test]
    public void Jitter_lengthens_a_wait_by_a_part_of_it_drawn_once()
    {
        Server.Refuse().Forever();

        var seen = Waits(3, Server.Options with { Jitter = 0.25, Random = new ScriptedRandom(0, 0.5, 0.8) });

        Assert.That(seen, Is.EqualTo(new[] { 3, 6.75, 14.4 }).Within(1e-6));
    }

    [Test]
    public void Jitter_comes_after_the_cap()
    {
        Server.Refuse().Forever();

        var seen = Waits(3, Server.Options with { MaxBackoffDelay = TimeSpan.FromSeconds(4), Jitter = 1, Random = new ScriptedRandom(0.5, 0.5, 0.25) });

        Assert.That(seen, Is.EqualTo(new[] { 4.5, 6, 5 }));
    }

    [Test]
    public void Jitter_comes_to_Retry_After_too()
    {
        Server.Then(503).WithHeader("Retry-After", "100").Silence();

        Assert.That(Waits(1, Server.Options with { Jitter = 0.5, Random = new ScriptedRandom(0.5) }), Is.EqualTo(new[] { 125.0 }));
    }

    [Test]
    public void Without_jitter_nothing_is_drawn()
    {
        Server.Refuse().Forever();

        Assert.That(Waits(3, Server.Options with { Random = new ScriptedRandom() }), Is.EqualTo(new[] { 3.0, 6, 12 }));
    }

    [Test]
    public void By_default_a_wait_is_up_to_a_quarter_longer()
    {
        var first = new List<double>();
        for (var seed = 0; seed < 200; seed++)
        {
            StartTime();
            Server.Refuse().Forever();
            var seen = Waits(5, new() { Scheduler = Scheduler, Random = new(seed) });
            Assert.That(seen.Zip([3, 6, 12, 24, 30], (wait, plain) => wait / plain), Has.All.InRange(1, 1.25), $"seed {seed}");
            first.Add(seen[0]);
        }

        Assert.That(first.Min(), Is.LessThan(3.1));
        Assert.That(first.Max(), Is.GreaterThan(3.65));
    }

    [Test]
    public void The_same_seed_gives_the_same_waits()
    {
        Server.Refuse().Forever();

        var one = Waits(5, new() { Scheduler = Scheduler, Random = new(7) });
        var two = Waits(5, new() { Scheduler = Scheduler, Random = new(7) });

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

        Assert.That(Waits(1, Server.Options), Is.EqualTo(new[] { wait }));
    }

    [TestCase("Thu, 01 Jan 2026 00:01:00 GMT", 30)]
    [TestCase("today", 90)]
    public void A_Retry_After_date_counts_by_the_servers_clock(string date, double wait)
    {
        Scheduler.AdvanceTo(new DateTime(2026, 1, 1).Ticks);
        Server.Then(503).WithHeader("Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT").WithHeader("Date", date).Silence();

        Assert.That(Waits(1, Server.Options), Is.EqualTo(new[] { wait }));
    }

    [Test]
    public void Retry_After_holds_once()
    {
        Server.Then(429).WithHeader("Retry-After", "120").Refuse().Silence();

        Assert.That(Waits(2, Server.Options), Is.EqualTo(new[] { 120.0, 6 }));
    }

    [TestCase(9_999, 12)]
    [TestCase(10_000, 3)]
    public void A_break_after_HealthyAfter_starts_a_new_row(int afterMs, double wait)
    {
        Server.Refuse().Refuse().Connection($"{afterMs}ms #").Refuse().Silence();

        var seen = Waits(4, Server.Options);

        Assert.That(seen, Is.EqualTo(new[] { 3, 6, wait, wait * 2 }));
    }

    [Test]
    public void Only_the_time_of_an_open_connection_is_healthy()
    {
        Server.Refuse().Connection("25s ^ 8999ms #").Silence();

        Assert.That(Waits(2, Server.Options), Is.EqualTo(new[] { 3.0, 6 }));
    }

    [Test]
    public void A_clean_end_after_HealthyAfter_is_no_failure()
    {
        Server.Refuse().Refuse().Connection("10s |").Refuse().Refuse().Silence();

        Assert.That(Waits(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 3, 3, 6 }));
    }

    [Test]
    public void A_clean_end_of_a_connection_that_moved_the_last_event_ID_is_no_failure()
    {
        Server.Refuse().Refuse().Connection("(a|)", WithId).Refuse().Refuse().Silence();

        Assert.That(Waits(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 3, 3, 6 }));
    }

    [Test]
    public void A_server_that_lets_its_clients_poll_by_retry_is_never_backed_off_from()
    {
        Server.Connection("(r|)", Retry(500)).Forever();

        Assert.That(Waits(5, Server.Options), Has.All.EqualTo(0.5));
    }

    [TestCase(0)]
    [TestCase(99)]
    public void A_clean_end_of_a_server_that_asks_for_almost_no_delay_is_a_failure(int retry)
    {
        Server.Connection("(r|)", Retry(retry)).Forever();

        Assert.That(Waits(4, Server.Options), Is.EqualTo(new[] { 0.1, 0.2, 0.4, 0.8 }));
    }

    [Test]
    public void A_retry_of_an_earlier_connection_does_not_make_a_clean_end_an_answer()
    {
        Server.Connection("(r|)", Retry(500)).Connection("|").Forever();

        Assert.That(Waits(4, Server.Options), Is.EqualTo(new[] { 0.5, 0.5, 1, 2 }));
    }

    [Test]
    public void A_broken_connection_that_sent_retry_is_a_failure()
    {
        Server.Connection("(r#)", Retry(500)).Forever();

        Assert.That(Waits(4, Server.Options), Is.EqualTo(new[] { 0.5, 1, 2, 4 }));
    }

    [Test]
    public void A_server_that_sends_pages_and_breaks_off_after_each_makes_progress()
    {
        for (var page = 0; page < 12; page++)
        {
            var events = string.Concat(Enumerable.Range(page * 10, 10).Select(id => $"id: {id}\ndata: x\n\n"));
            Server.Connection("(p#)", ('p', Wire("retry: 10\n" + events)));
        }

        Server.Silence();

        Assert.That(Waits(12, Server.Options with { MaxConsecutiveFailures = 2 }), Has.All.EqualTo(0.1));
    }

    [Test]
    public void A_server_that_breaks_off_at_the_same_event_again_and_again_is_backed_off_from()
    {
        Server.Connection("(a#)", WithId).Forever();

        Assert.That(Waits(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 12, 24, 30 }));
    }

    [Test]
    public void A_clean_end_that_moved_no_ID_is_a_failure()
    {
        Server.Connection("(a|)").Connection("(i|)", ('i', Wire(":\nid: 1\n\n"))).Connection("|").Connection("|").Silence();

        Assert.That(Waits(4, Server.Options), Is.EqualTo(new[] { 3.0, 3, 3, 6 }));
    }

    [Test]
    public void A_break_after_an_event_without_an_ID_is_a_failure()
    {
        Server.Connection("a#").Forever();

        Assert.That(Waits(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 12, 24, 30 }));
    }

    [Test]
    public void A_policy_is_told_the_wait_the_failures_and_the_time_without_success()
    {
        Server.Refuse().Refuse().Connection("a 4999ms |", WithId).Refuse().Silence();
        var told = new List<(int, double, double)>();

        Waits(4, Server.Options with
        {
            ReconnectPolicy = context =>
            {
                told.Add((context.ConsecutiveFailures, context.Downtime.TotalSeconds, context.Delay.TotalSeconds));
                return SseReconnectDecision.RetryAfter(context.Delay);
            },
        });

        Assert.That(told, Is.EqualTo(new[] { (1, 0.0, 3.0), (2, 3, 6), (0, 0, 3), (1, 3, 3) }));
    }

    private static (char, SseMarble) WithId => ('a', new SseEvent("a", LastEventId: "1"));

    private static (char, SseMarble) Retry(int ms) => ('r', Wire($"retry: {ms}\n"));

    /// <summary>The first waits, in seconds.</summary>
    private List<double> Waits(int count, SseOptions options)
    {
        var waits = new List<double>();
        using var subscription = Signals(options).Subscribe(signal =>
        {
            if (signal is SseSignal.Disconnected lost)
            {
                waits.Add(lost.Delay.TotalSeconds);
            }
        });
        for (var i = 0; i < 100_000 && waits.Count < count; i++)
        {
            Server.Run(until: Server.Now + TimeSpan.FromSeconds(1));
        }

        return waits[..count];
    }
}
