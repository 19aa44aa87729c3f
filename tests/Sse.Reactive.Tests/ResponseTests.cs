using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>What an answer leads to: events, a wait, the end, or an error.</summary>
public class ResponseTests : VirtualTimeTests
{
    [Test]
    public void Status_204_completes()
    {
        Server.Connection(Send("data: a\n\n"), End()).Status(204);

        var seen = Run(until: 10);

        Assert.That(seen.Select(s => s.Value.Kind), Is.EqualTo(new[] { NotificationKind.OnNext, NotificationKind.OnCompleted }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [TestCase(408)]
    [TestCase(425)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(599)]
    public void A_status_that_may_pass_waits_and_reconnects(int status)
    {
        Server.Status(status).Connection(Send("data: a\n\n"));

        var seen = Run(until: 10);

        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 3.0 }));
        Assert.That(seen.Select(s => s.Value.Kind), Is.EqualTo(new[] { NotificationKind.OnNext }));
        Assert.That(Server.Attempts[0].ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(201)]
    [TestCase(205)]
    [TestCase(299)]
    [TestCase(301)]
    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(410)]
    [TestCase(600)]
    public void Any_other_status_is_an_error_that_holds_the_response(int status)
    {
        Server.Status(status, "application/json", """{"error":"why"}""", new Dictionary<string, string> { ["X-Request"] = "r1" });

        var error = (SseResponseException)Run(until: 10).Single().Value.Exception!;

        Assert.That(error.Status, Is.EqualTo(status));
        Assert.That(error.ContentType, Is.EqualTo("application/json"));
        Assert.That(error.Headers["X-Request"], Is.EqualTo("r1"));
        Assert.That(error.Body, Is.EqualTo("""{"error":"why"}"""));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Assert.That(Server.Attempts[0].ClosedAt, Is.Not.Null);
    }

    [Test]
    public void The_error_names_the_place_but_no_secrets()
    {
        Server.Status(404);

        var message = Run(until: 10).Single().Value.Exception!.Message;

        Assert.That(message, Does.StartWith("https://example.test/path answered attempt 1 with status 404."));
        Assert.That(message, Does.Not.Contain("secret"));
    }

    [Test]
    public void The_error_holds_the_first_4_KiB_of_the_body()
    {
        Server.Status(404, body: new string('x', 100_000));

        Assert.That(((SseResponseException)Run(until: 10).Single().Value.Exception!).Body, Has.Length.EqualTo(4096));
    }

    [Test]
    public void A_refusal_whose_body_stalls_is_an_error_within_5_seconds()
    {
        var body = new ScriptedBody();
        Server.Answer(() => new(body) { Status = 404 });
        body.Send("Not fou"u8);

        var seen = Run(until: 60).Single();

        Assert.That(seen.Time, Is.EqualTo(TimeSpan.FromSeconds(5).Ticks));
        Assert.That(((SseResponseException)seen.Value.Exception!).Body, Is.EqualTo("Not fou"));
    }

    [TestCase("text/event-stream")]
    [TestCase("TEXT/Event-Stream")]
    [TestCase("text/event-stream;")]
    [TestCase(" text/event-stream ; charset=windows-1252")]
    public void Takes_an_event_stream_whatever_its_case_and_parameters(string contentType)
    {
        Server.Status(200, contentType, "data: ok\u2026\n\n");

        Assert.That(Run(until: 1).Single().Value.Value, Is.EqualTo(new SseEvent("ok\u2026")));
    }

    [TestCase("x bogus")]
    [TestCase("text/x-bogus")]
    [TestCase("text/event-streams")]
    [TestCase("text/html; text/event-stream")]
    [TestCase("")]
    [TestCase(null)]
    public void Any_other_content_type_is_an_error(string? contentType)
    {
        Server.Status(200, contentType, "data: a\n\n");

        var error = Run(until: 10).Single().Value.Exception;

        Assert.That(error, Is.TypeOf<SseResponseException>());
        Assert.That(error!.Message, Does.Contain("text/event-stream is wanted"));
    }

    [Test]
    public void A_network_fault_is_no_error_to_the_subscriber()
    {
        Server
            .Refuse(new HttpRequestException("refused"))
            .Refuse(new TaskCanceledException("HttpClient.Timeout"))
            .Connection(Reset(10))
            .Connection(Send("data: a\n\n"));

        Assert.That(Run(until: 30).Select(s => s.Value.Kind), Is.EqualTo(new[] { NotificationKind.OnNext }));
    }

    [Test]
    public void A_fault_that_is_not_the_networks_is_an_error()
    {
        Server.Refuse(new InvalidOperationException("a bug in the transport"));

        var error = Run(until: 10).Single().Value.Exception;

        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(error!.InnerException!.Message, Is.EqualTo("a bug in the transport"));
    }

    [Test]
    public void FailFast_makes_a_first_failure_an_error()
    {
        Server.Refuse();

        var error = Run(until: 10, Scheduler.Options() with { FailFast = true }).Single().Value.Exception;

        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(error!.InnerException, Is.TypeOf<HttpRequestException>());
        Assert.That(error.Message, Does.StartWith("Attempt 1 ").And.Contain("FailFast"));
    }

    [Test]
    public void FailFast_does_not_concern_a_connection_that_was_open()
    {
        Server.Connection(End(1000)).Refuse().Connection(Send("data: a\n\n"));

        var seen = Run(until: 20, Scheduler.Options() with { FailFast = true });

        Assert.That(seen.Single().Value.Value.Data, Is.EqualTo("a"));
    }

    [Test]
    public void Never_completes_with_the_stream()
    {
        Server.Connection(Send("data: a\n\n"), End(1000));

        var seen = Run(until: 10, Scheduler.Options() with { Reconnect = SseReconnect.Never });

        Assert.That(seen.Select(s => s.Value.Kind), Is.EqualTo(new[] { NotificationKind.OnNext, NotificationKind.OnCompleted }));
    }

    [Test]
    public void Never_fails_when_the_stream_breaks()
    {
        Server.Connection(Send("data: a\n\n"), Reset(1000));

        var seen = Run(until: 10, Scheduler.Options() with { Reconnect = SseReconnect.Never });

        Assert.That(seen[^1].Value.Exception, Is.TypeOf<SseConnectionException>());
        Assert.That(seen[^1].Value.Exception!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void A_policy_of_ones_own_decides_within_the_cap()
    {
        Server.Refuse().Refuse().Refuse();
        var options = Scheduler.Options() with
        {
            MaxReconnectionTime = TimeSpan.FromSeconds(30),
            Reconnect = (session, cause) => session.Attempt switch
            {
                1 => SseDecision.Wait(TimeSpan.MaxValue),
                2 => SseDecision.Wait(TimeSpan.FromSeconds(-1)),
                _ => SseDecision.End,
            },
        };

        var seen = Run(until: 100, options);

        Assert.That(Server.Attempts.Select(a => Math.Round(a.At.TotalSeconds)), Is.EqualTo(new[] { 0.0, 30.0, 30.0 }));
        Assert.That(seen.Single().Value.Kind, Is.EqualTo(NotificationKind.OnCompleted));
    }

    [Test]
    public void An_event_past_the_limit_is_an_error_at_once_without_a_reconnect()
    {
        Server.Connection(Send("data: " + new string('x', 101)));

        var seen = Run(until: 10, Scheduler.Options() with { MaxEventBytes = 100 }).Single();

        Assert.That(seen.Value.Exception, Is.TypeOf<SseLimitExceededException>());
        Assert.That(seen.Time, Is.Zero);
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Silence_past_the_idle_timeout_is_a_lost_connection()
    {
        Server
            .Connection(Send("data: a\n\n", 1000), Send(":\n", 5000))
            .Silence()
            .Connection();

        Run(until: 31, Scheduler.Options() with { IdleTimeout = TimeSpan.FromSeconds(8) });

        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 16.0, 30.0 }));
        Assert.That(Server.Attempts[0].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(13)));
        Assert.That(Server.Attempts[1].Attempt.Previous, Is.TypeOf<TimeoutException>());
        Assert.That(Server.Attempts[2].Attempt.Previous, Is.TypeOf<TimeoutException>());
    }

    [Test]
    public void An_idle_clock_that_fires_too_late_to_be_stopped_is_harmless()
    {
        var scheduler = new UnstoppableScheduler();
        var body = new ScriptedBody();
        var seen = new List<string>();
        using var subscription = SseObservable
            .Connect((_, _) => new(new SseResponse(body)), new() { Scheduler = scheduler, IdleTimeout = TimeSpan.FromSeconds(1) })
            .Subscribe(e => seen.Add(e.Data));

        body.Send("data: a\n\n"u8);
        Assert.That(scheduler.Scheduled, Has.Count.EqualTo(2));
        Assert.DoesNotThrow(scheduler.Scheduled[0]);
        body.Send("data: b\n\n"u8);

        Assert.That(seen, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_transport_without_a_response_is_an_error_that_says_so()
    {
        Server.Answer(() => null!);

        Assert.That(Run(until: 1).Single().Value.Exception!.InnerException!.Message, Does.StartWith("The transport returned no response."));
    }

    /// <summary>Keeps what it is given, disposed of or not: as a timer whose callback is already on its way.</summary>
    private sealed class UnstoppableScheduler : IScheduler
    {
        public List<Action> Scheduled { get; } = [];

        public DateTimeOffset Now => default;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => throw new NotSupportedException();

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            Scheduled.Add(() => action(this, state));
            return Disposable.Empty;
        }

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) => throw new NotSupportedException();
    }

    private IList<Recorded<Notification<SseEvent>>> Run(double until, SseOptions? options = null)
    {
        var observer = Scheduler.CreateObserver<SseEvent>();
        using var subscription = SseObservable.Connect(Server.Transport, options ?? Scheduler.Options()).Subscribe(observer);
        Scheduler.RunTo(until);
        return observer.Messages;
    }
}
