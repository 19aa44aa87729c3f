using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseReconnectContext.ConsecutiveFailures"/>: what counts as a failure, and what resets the count.</summary>
public class FailureCountTests : DelayTests
{
    [TestCase(9_999, 12)]
    [TestCase(10_000, 3)]
    public void A_break_after_BackoffResetAfter_resets_the_failure_count(int afterMs, double wait)
    {
        Server.Refuse().Refuse().Connection($"{afterMs}ms #").Refuse().Silence();

        var seen = Delays(4, Server.Options);

        Assert.That(seen, Is.EqualTo(new[] { 3, 6, wait, wait * 2 }));
    }

    [Test]
    public void Only_the_time_of_an_open_connection_counts()
    {
        Server.Refuse().Connection("25s ^ 8999ms #").Silence();

        Assert.That(Delays(2, Server.Options), Is.EqualTo(new[] { 3.0, 6 }));
    }

    [Test]
    public void A_clean_end_after_BackoffResetAfter_is_not_a_failure()
    {
        Server.Refuse().Refuse().Connection("10s |").Refuse().Refuse().Silence();

        Assert.That(Delays(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 3, 3, 6 }));
    }

    [Test]
    public void A_clean_end_of_a_connection_that_moved_the_last_event_ID_is_not_a_failure()
    {
        Server.Refuse().Refuse().Connection("(a|)", WithId).Refuse().Refuse().Silence();

        Assert.That(Delays(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 3, 3, 6 }));
    }

    [Test]
    public void A_server_that_sends_retry_can_be_polled_without_backoff()
    {
        Server.Connection("(r|)", Retry(500)).Forever();

        Assert.That(Delays(5, Server.Options), Has.All.EqualTo(0.5));
    }

    [TestCase(0)]
    [TestCase(99)]
    public void A_clean_end_after_a_retry_of_almost_zero_is_a_failure(int retry)
    {
        Server.Connection("(r|)", Retry(retry)).Forever();

        Assert.That(Delays(4, Server.Options), Is.EqualTo(new[] { 0.1, 0.2, 0.4, 0.8 }));
    }

    [Test]
    public void A_clean_end_is_a_failure_if_only_an_earlier_connection_sent_retry()
    {
        Server.Connection("(r|)", Retry(500)).Connection("|").Forever();

        Assert.That(Delays(4, Server.Options), Is.EqualTo(new[] { 0.5, 0.5, 1, 2 }));
    }

    [Test]
    public void A_broken_connection_that_sent_retry_is_a_failure()
    {
        Server.Connection("(r#)", Retry(500)).Forever();

        Assert.That(Delays(4, Server.Options), Is.EqualTo(new[] { 0.5, 1, 2, 4 }));
    }

    [Test]
    public void Breaks_after_new_IDs_reset_the_failure_count()
    {
        for (var page = 0; page < 12; page++)
        {
            var events = string.Concat(Enumerable.Range(page * 10, 10).Select(id => $"id: {id}\ndata: x\n\n"));
            Server.Connection("(p#)", ('p', Wire("retry: 10\n" + events)));
        }

        Server.Silence();

        Assert.That(Delays(12, Server.Options with { MaxConsecutiveFailures = 2 }), Has.All.EqualTo(0.1));
    }

    [Test]
    public void Breaks_at_the_same_event_increase_the_delay()
    {
        Server.Connection("(a#)", WithId).Forever();

        Assert.That(Delays(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 12, 24, 30 }));
    }

    [Test]
    public void A_clean_end_without_a_new_ID_is_a_failure()
    {
        Server.Connection("(a|)").Connection("(i|)", ('i', Wire(":\nid: 1\n\n"))).Connection("|").Connection("|").Silence();

        Assert.That(Delays(4, Server.Options), Is.EqualTo(new[] { 3.0, 3, 3, 6 }));
    }

    [Test]
    public void A_break_after_an_event_without_an_ID_is_a_failure()
    {
        Server.Connection("a#").Forever();

        Assert.That(Delays(5, Server.Options), Is.EqualTo(new[] { 3.0, 6, 12, 24, 30 }));
    }

    [Test]
    public void A_policy_receives_the_delay_the_failures_and_the_downtime()
    {
        Server.Refuse().Refuse().Connection("a 4999ms |", WithId).Refuse().Silence();
        var told = new List<(int, double, double)>();

        Delays(4, Server.Options with
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
}
