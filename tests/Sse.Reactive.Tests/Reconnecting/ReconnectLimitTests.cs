using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary>The limits of reconnecting, and their errors.</summary>
public class ReconnectLimitTests : VirtualTimeTests
{
    [Test]
    public void MaxConsecutiveFailures_fails_with_the_last_cause()
    {
        var last = new HttpRequestException("the third refusal");
        Server.Refuse().Refuse().Refuse(last);

        var error = Error("---------#", Server.Options with { MaxConsecutiveFailures = 3 });

        Assert.That(error.InnerException, Is.SameAs(last));
        Assert.That(error.Attempt, Is.EqualTo(3));
        Assert.That(error.Uri, Is.Null);
        Assert.That(error.Message, Is.EqualTo(
            "the third refusal. Attempt 3 to the transport was not retried: "
            + "this was consecutive failure 3, and SseOptions.MaxConsecutiveFailures is 3."));
    }

    [Test]
    public void MaxConsecutiveFailures_fails_with_the_last_response()
    {
        Server.Refuse().Then(503, "overloaded");

        var error = Error("---#", Server.Options with { MaxConsecutiveFailures = 2 });

        Assert.That(
            error.InnerException,
            Is.TypeOf<SseResponseException>().With.Property("StatusCode").EqualTo(503).And.Property("BodyExcerpt").EqualTo("overloaded"));
        Assert.That(error.Message, Does.Contain("SseOptions.MaxConsecutiveFailures is 2").And.Contain("Response body: overloaded"));
    }

    [Test]
    public void MaxConsecutiveFailures_of_one_fails_at_once()
    {
        Server.Refuse();

        Error("#", Server.Options with { MaxConsecutiveFailures = 1 });
    }

    [Test]
    public void A_success_resets_the_failure_count()
    {
        Server.Refuse().Connection("(a|)", ('a', new SseEvent("a", LastEventId: "1"))).Refuse().Connection("30s #").Refuse();

        var error = Error("---a 38s #", Server.Options with { MaxConsecutiveFailures = 2 }, ('a', new SseEvent("a", LastEventId: "1")));

        Assert.That(error.Attempt, Is.EqualTo(5));
    }

    [Test]
    public void A_status_that_fails_by_policy_is_not_wrapped()
    {
        Server.Refuse().Then(404);

        var seen = Server.Expect(Connect(Server.Options with { MaxConsecutiveFailures = 2 }));

        seen.ToBe("---#");
        Assert.That(seen.Error, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_failure_by_policy_is_wrapped_with_the_reason()
    {
        Server.Refuse(new HttpRequestException("refused"));

        Assert.That(Error("#", Server.Options with { ReconnectPolicy = SseReconnect.Never }).Message, Is.EqualTo(
            "refused. Attempt 1 to the transport was not retried: SseOptions.ReconnectPolicy does not retry after this."));
    }

    [Test]
    public void A_delay_beyond_MaxDowntime_fails_at_once()
    {
        var last = new HttpRequestException("refused again");
        Server.Refuse().Refuse().Refuse(last);

        var error = Error("---------#", Server.Options with { MaxDowntime = TimeSpan.FromSeconds(20) });

        Assert.That(error.InnerException, Is.SameAs(last));
        Assert.That(error.Message, Is.EqualTo(
            "refused again. Attempt 3 to the transport was not retried: "
            + "9 s without success and a delay of 12 s exceed SseOptions.MaxDowntime, 20 s."));
    }

    [Test]
    public void A_delay_within_MaxDowntime_is_waited()
    {
        Server.Refuse().Forever();

        Error("21s #", Server.Options with { MaxDowntime = TimeSpan.FromSeconds(21) });
    }

    [Test]
    public void An_unanswered_attempt_fails_after_MaxDowntime()
    {
        Server.Refuse().Silence();

        var error = Error("20s #", Server.Options with { MaxDowntime = TimeSpan.FromSeconds(20) });

        Assert.That(error.InnerException, Is.TypeOf<TimeoutException>());
        Assert.That(
            error.Message, Does.StartWith("There was no response").And.Contain("Attempt 2").And.Contain("SseOptions.MaxDowntime, 20 s"));
    }

    [Test]
    public void MaxDowntime_does_not_end_an_open_connection()
    {
        Server.Connection("30s a");

        Server.Expect(Connect(Server.Options with { MaxDowntime = TimeSpan.FromSeconds(20) })).ToBe("30s a");
    }

    [Test]
    public void Downtime_starts_at_the_end_of_the_last_success()
    {
        Server.Connection("a 99s #").Refuse().Forever();

        Error("a 108s #", Server.Options with { MaxDowntime = TimeSpan.FromSeconds(20) });
    }

    [Test]
    public void Retry_After_counts_toward_MaxDowntime()
    {
        Server.Then(503).WithHeader("Retry-After", "60");

        var error = Error("#", Server.Options with { MaxDowntime = TimeSpan.FromSeconds(59) });

        Assert.That(error.InnerException, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void The_limits_apply_to_a_custom_policy()
    {
        Server.Refuse().Forever();

        var error = Error(
            "---#",
            Server.Options with
            {
                MaxConsecutiveFailures = 4,
                ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.FromSeconds(1)),
            });

        Assert.That(error.Attempt, Is.EqualTo(4));
    }

    [Test]
    public void The_limits_apply_to_a_pulled_connection()
    {
        Server.Refuse().Refuse();

        var seen = Server.Expect(SseAsyncEnumerable.Connect(Server.Transport, Server.Options with { MaxConsecutiveFailures = 2 }));

        seen.ToBe("---#");
        Assert.That(((SseConnectionException)seen.Error!).Attempt, Is.EqualTo(2));
    }

    /// <summary>The error that it ends with.</summary>
    private SseConnectionException Error(string marbles, SseOptions options, params (char Letter, SseEvent Value)[] letters)
    {
        var seen = Run(until: 1000, options);
        seen.ToBe(marbles, letters);
        return (SseConnectionException)seen.Error!;
    }
}
