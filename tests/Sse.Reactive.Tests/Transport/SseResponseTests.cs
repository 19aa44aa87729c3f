using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The result of each kind of response: events, a retry, completion, or an error.</summary>
public class SseResponseTests : VirtualTimeTests
{
    [Test]
    public void Status_204_completes()
    {
        Server.Connection("(a|)").Then(204);

        Server.Expect(Connect()).ToBe("a--|");
        Server.ExpectOpen("(^!)", "---(^!)");
    }

    [TestCase(408)]
    [TestCase(425)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(599)]
    public void A_temporary_status_is_retried(int status)
    {
        Server.Then(status).Connection("a");

        Server.Expect(Connect()).ToBe("---a------");
        Server.ExpectOpen("(^!)", "---^");
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
    public void Any_other_status_fails_with_the_response(int status)
    {
        Server.Then(status, """{"error":"why"}""").WithHeader("Content-Type", "application/json").WithHeader("X-Request", "r1");

        var error = (SseResponseException)Failure();

        Assert.That(error.StatusCode, Is.EqualTo(status));
        Assert.That(error.ContentType, Is.EqualTo("application/json"));
        Assert.That(error.Headers["X-Request"], Is.EqualTo("r1"));
        Assert.That(error.BodyExcerpt, Is.EqualTo("""{"error":"why"}"""));
    }

    [Test]
    public void The_message_contains_the_URL_without_secrets()
    {
        var uri = new Uri("https://user:secret@example.test/path?token=secret");
        Server.Then((_, _) => new(new SseResponse(Stream.Null) { StatusCode = 404, Uri = uri }));

        var message = Failure().Message;

        Assert.That(message, Does.StartWith("https://example.test/path answered attempt 1 with status 404."));
        Assert.That(message, Does.Not.Contain("secret"));
    }

    [Test]
    public void The_exception_contains_the_first_4_KiB_of_the_body()
    {
        Server.Then(404, new string('x', 100_000));

        var error = (SseResponseException)Failure();

        Assert.That((error.BodyExcerpt.Length, error.HasWholeBody), Is.EqualTo((4096, false)));
    }

    [Test]
    public void A_refusal_with_a_stalled_body_fails_within_5_seconds()
    {
        var stalling = new SseScript(Scheduler).Connection("a", ('a', Wire("Not fou")));
        Server.Then(async (attempt, token) => new((await stalling.Transport(attempt, token)).Body) { StatusCode = 404 });

        var seen = Server.Expect(Connect());

        seen.ToBe("-----#");
        Assert.That(((SseResponseException)seen.Error!).BodyExcerpt, Is.EqualTo("Not fou"));
        Assert.That(((SseResponseException)seen.Error!).HasWholeBody, Is.False);
    }

    [TestCase("text/event-stream")]
    [TestCase("TEXT/Event-Stream")]
    [TestCase("text/event-stream;")]
    [TestCase(" text/event-stream ; charset=windows-1252")]
    [TestCase("text/event-stream, text/event-stream")]
    [TestCase("text/html, text/event-stream")]
    [TestCase("text/html;charset=\"a,b\", text/event-stream")]
    [TestCase("text/event-stream, bogus")]
    [TestCase("text/event-stream, */*")]
    [TestCase("text/event-stream,")]
    [TestCase(",text/event-stream;x=\"\\\",\"")]
    public void Accepts_the_last_valid_content_type_in_any_case_with_any_parameters(string contentType)
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("data: ok\u2026\n\n"u8.ToArray())) { ContentType = contentType }));

        Server.Expect(Connect()).ToBe("a", ('a', "ok\u2026"));
    }

    [TestCase("x bogus")]
    [TestCase("text/x-bogus")]
    [TestCase("text/event-streams")]
    [TestCase("text/html; text/event-stream")]
    [TestCase("text/html;x=\",text/event-stream\"")]
    [TestCase("text/event-stream, text/html")]
    [TestCase("text/event-stream/x")]
    [TestCase("text/event stream")]
    [TestCase("/event-stream")]
    [TestCase("text/event-stream\u00A0")]
    [TestCase("\vtext/event-stream")]
    [TestCase("")]
    [TestCase(null)]
    public void Any_other_content_type_fails(string? contentType)
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("data: a\n\n"u8.ToArray())) { ContentType = contentType }));

        var error = Failure();

        Assert.That(error, Is.TypeOf<SseResponseException>());
        Assert.That(error.Message, Does.Contain("instead of text/event-stream"));
    }

    [TestCase("x bogus")]
    [TestCase("text/html")]
    [TestCase(null)]
    public void AcceptAnyContentType_reads_any_response_with_status_200(string? contentType)
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("data: a\n\n"u8.ToArray())) { ContentType = contentType }));

        Server.Expect(Connect(Server.Options with { AcceptAnyContentType = true })).ToBe("a");
    }

    [Test]
    public void AcceptAnyContentType_does_not_accept_another_status()
    {
        Server.Then(201, "data: a\n\n");

        Assert.That(Failure(Server.Options with { AcceptAnyContentType = true }), Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_network_error_is_retried()
    {
        Server
            .Refuse(new HttpRequestException("refused"))
            .Refuse(new TaskCanceledException("HttpClient.Timeout"))
            .Connection("-#")
            .Connection("a");

        Server.Expect(Connect()).ToBe("22s a-------");
    }

    [Test]
    public void Any_other_error_fails()
    {
        Server.Refuse(new InvalidOperationException("a bug in the transport"));

        var error = Failure();

        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(error.InnerException!.Message, Is.EqualTo("a bug in the transport"));
    }

    [Test]
    public void FailOnFirstAttempt_fails_on_the_first_failure()
    {
        Server.Refuse();

        var error = Failure(Server.Options with { FailOnFirstAttempt = true });

        Assert.That(error, Is.TypeOf<SseConnectionException>());
        Assert.That(error.InnerException, Is.TypeOf<HttpRequestException>());
        Assert.That(error.Message, Does.EndWith(
            " Attempt 1 to the transport was not retried: no attempt has opened a stream yet and SseOptions.FailOnFirstAttempt is set."));
    }

    [Test]
    public void FailOnFirstAttempt_does_not_apply_after_an_open_connection()
    {
        Server.Connection("-|").Refuse().Connection("a");

        Server.Expect(Connect(Server.Options with { FailOnFirstAttempt = true })).ToBe("----------a---------");
    }

    [Test]
    public void SseReconnect_Never_completes_with_the_stream()
    {
        Server.Connection("a--|");

        Server.Expect(Connect(Server.Options with { ReconnectPolicy = SseReconnect.Never })).ToBe("a--|");
    }

    [Test]
    public void SseReconnect_Never_fails_when_the_stream_breaks()
    {
        Server.Connection("a--#");

        var seen = Server.Expect(Connect(Server.Options with { ReconnectPolicy = SseReconnect.Never }));

        seen.ToBe("a--#");
        Assert.That(seen.Error, Is.TypeOf<SseConnectionException>());
        Assert.That(seen.Error!.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public void A_custom_policy_decides_up_to_MaxReconnectDelay()
    {
        Server.Refuse().Refuse().Refuse();
        var options = Server.Options with
        {
            MaxReconnectDelay = TimeSpan.FromSeconds(30),
            ReconnectPolicy = context => context.AttemptNumber switch
            {
                1 => SseReconnectDecision.RetryAfter(TimeSpan.MaxValue),
                2 => SseReconnectDecision.RetryAfter(TimeSpan.FromSeconds(-1)),
                _ => SseReconnectDecision.Complete,
            },
        };

        Server.Expect(Connect(options)).ToBe("30s |");
        Server.ExpectOpen("(^!)", "          30s (^!)", "    30s (^!)");
    }

    [Test]
    public void An_event_past_the_limit_fails_without_a_reconnect()
    {
        Server.Connection("a", ('a', Wire("data: " + new string('x', 101))));

        Assert.That(Failure(Server.Options with { MaxEventBytes = 100 }), Is.TypeOf<SseLimitExceededException>());
    }

    [Test]
    public void Silence_longer_than_IdleTimeout_is_a_lost_connection()
    {
        Server.Connection("-a---c", ('a', "a"), ('c', new SseFrame.Comment(""))).Silence().Silence();

        Run(until: 31, Server.Options with { IdleTimeout = TimeSpan.FromSeconds(8) });

        Server.ExpectOpen("^------------!", "16s ^-------!", "30s ^-");
        Assert.That(Server.Attempts.Skip(1).Select(a => a.Previous), Has.All.TypeOf<TimeoutException>());
    }

    [Test]
    public void An_idle_timer_that_fires_too_late_is_ignored()
    {
        Server.Connection("-a-b");
        var unstoppable = new UnstoppableScheduler();
        var seen = Server.Expect(Connect(new() { Scheduler = unstoppable, IdleTimeout = TimeSpan.FromSeconds(1) }));

        seen.ToBe("-a-");
        Assert.That(unstoppable.Scheduled, Has.Count.EqualTo(2));
        Assert.DoesNotThrow(unstoppable.Scheduled[0]);

        seen.ToBe("-a-b");
    }

    [Test]
    public void A_transport_that_returns_null_fails_with_an_explanation()
    {
        Server.Then((_, _) => new((SseResponse)null!));

        Assert.That(Failure().InnerException!.Message, Does.StartWith("The transport returned no response."));
    }

    /// <summary>The error of the first attempt, which fails at once and closes its connection.</summary>
    private Exception Failure(SseOptions? options = null)
    {
        var seen = Run(until: 10, options);
        seen.ToBe("#");
        Server.ExpectOpen("(^!)");
        return seen.Error!;
    }

    /// <summary>Runs actions even after they are disposed, like a timer whose callback has already started.</summary>
    private sealed class UnstoppableScheduler : IScheduler
    {
        public List<Action> Scheduled { get; } = [];

        public DateTimeOffset Now => default;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException();

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            Scheduled.Add(() => action(this, state));
            return Disposable.Empty;
        }

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException();
    }
}
