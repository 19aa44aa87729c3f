using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>When it gives up, and what it says then.</summary>
public class ReconnectLimitTests : VirtualTimeTests
{
    [Test]
    public void So_many_failures_in_a_row_are_an_error_that_holds_the_last_cause()
    {
        var last = new HttpRequestException("the third refusal");
        Server.Refuse().Refuse().Refuse(last);

        var (error, at) = Error(Scheduler.Options() with { MaxFailures = 3 });

        Assert.That(at, Is.EqualTo(9));
        Assert.That(error.InnerException, Is.SameAs(last));
        Assert.That(error.Attempt, Is.EqualTo(3));
        Assert.That(error.Uri, Is.Null);
        Assert.That(error.Message, Is.EqualTo(
            "Attempt 3 to stream from the transport was the last: it is failure 3 in a row, and SseOptions.MaxFailures is 3. How it ended: the third refusal"));
    }

    [Test]
    public void A_response_as_the_last_cause_is_held_too()
    {
        Server.Refuse().Status(503, body: "overloaded");

        var (error, _) = Error(Scheduler.Options() with { MaxFailures = 2 });

        Assert.That(error.InnerException, Is.TypeOf<SseResponseException>().With.Property("Status").EqualTo(503).And.Property("Body").EqualTo("overloaded"));
        Assert.That(error.Message, Does.Contain("SseOptions.MaxFailures is 2").And.Contain("It says: overloaded"));
    }

    [Test]
    public void One_failure_may_be_too_many()
    {
        Server.Refuse();

        Assert.That(Error(Scheduler.Options() with { MaxFailures = 1 }).At, Is.Zero);
    }

    [Test]
    public void A_success_starts_a_new_row()
    {
        Server.Refuse().Connection(Send("data: a\n\n"), End()).Refuse().Connection(Reset(30_000)).Refuse();

        var (error, _) = Error(Scheduler.Options() with { MaxFailures = 2 });

        Assert.That(error.Attempt, Is.EqualTo(5));
    }

    [Test]
    public void A_status_that_fails_by_policy_stays_itself()
    {
        Server.Refuse().Status(404);
        var observer = Scheduler.CreateObserver<SseEvent>();

        using var subscription = SseObservable.Connect(Server.Transport, Scheduler.Options() with { MaxFailures = 2 }).Subscribe(observer);
        Scheduler.RunTo(seconds: 10);

        Assert.That(observer.Messages.Single().Value.Exception, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_wait_that_would_go_past_MaxDowntime_is_an_error_at_once()
    {
        var last = new HttpRequestException("refused again");
        Server.Refuse().Refuse().Refuse(last);

        var (error, at) = Error(Scheduler.Options() with { MaxDowntime = TimeSpan.FromSeconds(20) });

        Assert.That(at, Is.EqualTo(9));
        Assert.That(error.InnerException, Is.SameAs(last));
        Assert.That(error.Message, Is.EqualTo(
            "Attempt 3 to stream from the transport was the last: 9 s without success and the wait of 12 s go past SseOptions.MaxDowntime, 20 s. How it ended: refused again"));
    }

    [Test]
    public void A_wait_that_just_fits_MaxDowntime_is_waited()
    {
        Server.Refuse().Forever();

        Assert.That(Error(Scheduler.Options() with { MaxDowntime = TimeSpan.FromSeconds(21) }).At, Is.EqualTo(21));
    }

    [Test]
    public void Downtime_is_counted_from_the_end_of_the_last_success()
    {
        Server.Connection(Send("data: a\n\n"), Reset(100_000)).Refuse().Forever();

        Assert.That(Error(Scheduler.Options() with { MaxDowntime = TimeSpan.FromSeconds(20) }).At, Is.EqualTo(109));
    }

    [Test]
    public void Retry_After_counts_toward_MaxDowntime()
    {
        Server.Status(503, headers: new Dictionary<string, string> { ["Retry-After"] = "60" });

        var (error, at) = Error(Scheduler.Options() with { MaxDowntime = TimeSpan.FromSeconds(59) });

        Assert.That(at, Is.Zero);
        Assert.That(error.InnerException, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void The_limits_hold_for_a_policy_of_ones_own()
    {
        Server.Refuse().Forever();

        var (error, _) = Error(Scheduler.Options() with { MaxFailures = 4, Reconnect = (_, _) => SseDecision.Wait(TimeSpan.FromSeconds(1)) });

        Assert.That(error.Attempt, Is.EqualTo(4));
    }

    [Test]
    public async Task A_pulled_connection_keeps_the_limits_too()
    {
        Server.Refuse().Refuse();
        var next = SseAsyncEnumerable.Connect(Server.Transport, Scheduler.Options() with { MaxFailures = 2 }).GetAsyncEnumerator().MoveNextAsync().AsTask();

        Scheduler.RunTo(seconds: 3);

        var error = await Assert.ThrowsAsync<SseConnectionException>(() => next.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.That(error!.Attempt, Is.EqualTo(2));
    }

    /// <summary>The error that it ends with, and when, in seconds.</summary>
    private (SseConnectionException Error, double At) Error(SseOptions options)
    {
        var observer = Scheduler.CreateObserver<SseEvent>();
        using var subscription = SseObservable.Connect(Server.Transport, options).Subscribe(observer);
        Scheduler.RunTo(seconds: 1000);
        var last = observer.Messages[^1];
        Assert.That(last.Value.Exception, Is.TypeOf<SseConnectionException>());
        return ((SseConnectionException)last.Value.Exception!, TimeSpan.FromTicks(last.Time).TotalSeconds);
    }
}
