using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The scripted server, and the real client on it.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ScriptTests(string scheduler) : AnyScheduler
{
    private SseScript _server = null!;

    [SetUp]
    public void SetUp() => _server = NewScript(scheduler);

    [Test]
    public void Plays_connections_one_after_the_other()
    {
        _server
            .Connection("--a-#", ('a', SseMarble.Wire("id: 7\ndata: x\n\nid: 8\ndata: ha")))
            .Connection("-b--|", ('b', "y"))
            .Then(204);

        var seen = _server.Run(transport => SseObservable.Connect(transport, _server.Options), until: TimeSpan.FromSeconds(10));

        seen.ToBe("--a- 3s -b-- 3s |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "7")));
        _server.ExpectAttempts("a--- 3s b--- 3s c", ('a', ""), ('b', "7"), ('c', "7"));
        _server.ExpectOpen("^---!", "---- 3s ^---!", "---- 3s ---- 3s (^!)");
        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "7" }));
    }

    [Test]
    public void A_server_that_nobody_asks()
    {
        var server = new SseScript(new HistoricalScheduler());

        server.ExpectAttempts("");
        server.ExpectOpen();
    }

    [Test]
    public void The_pulled_client_runs_too()
    {
        _server.Connection("--(ab)|").Then(204);

        var seen = _server.Run(transport => SseAsyncEnumerable.Connect(transport, _server.Options), until: TimeSpan.FromSeconds(10));

        seen.ToBe("--(ab) 3s |");
        _server.ExpectOpen("^-----!", "------ 3s (^!)");
    }

    [Test]
    public void The_pulled_client_is_told_nothing_in_the_frame_in_which_it_is_cancelled()
    {
        _server.Connection("-a-b-");

        _server.Expect(SseAsyncEnumerable.Connect(_server.Transport, _server.Options), "^--!").ToBe("-a---");
        _server.ExpectOpen("^--!");
    }

    [Test]
    public void A_chunk_may_end_within_a_character()
    {
        var bytes = "data: €\n\n"u8.ToArray();
        _server.Connection("-a-b", ('a', bytes[..7]), ('b', bytes[7..]));

        _server.Expect(Connect()).ToBe("---x", ('x', "€"));
    }

    [Test]
    public void A_letters_bytes_are_what_they_were_when_they_were_given()
    {
        var bytes = "data: x\n\n"u8.ToArray();
        _server.Connection("-a", ('a', bytes));
        bytes.AsSpan().Clear();

        _server.Expect(Connect()).ToBe("-x");
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(99)]
    [TestCase(1000)]
    public void A_status_has_three_digits(int status) =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _server.Then(status))!.Message, Does.StartWith("A status of HTTP has three digits"));

    [TestCase("bad name", "x", "\"bad name\" is no name of a header")]
    [TestCase("", "x", "\"\" is no name of a header")]
    [TestCase("Retry-After:", "5", "\"Retry-After:\" is no name of a header")]
    [TestCase("X-Note", "x\r\ny", "A header's value cannot have a line break")]
    [TestCase("X-Note", "x\0", "A header's value cannot have a line break or a NUL")]
    public void A_header_is_one_that_HTTP_can_carry(string name, string value, string why) =>
        Assert.That(Assert.Throws<ArgumentException>(() => _server.Then(503).WithHeader(name, value))!.Message, Does.StartWith(why));

    [Test]
    public void Each_chunk_is_a_read_of_its_own()
    {
        _server.Connection("(abc)");
        var reads = new List<int>();

        _server.Expect(Read);
        _server.Run(until: Frame);

        Assert.That(reads, Is.EqualTo(new[] { 9, 9, 9 }));

        async Task<bool> Read()
        {
            using var response = await _server.Transport(new(1, "", null), default);
            while (true)
            {
                reads.Add(await response.Body.ReadAsync(new byte[12]));
            }
        }
    }

    [Test]
    public void A_read_takes_what_fits_and_leaves_the_rest()
    {
        _server.Connection("a|", ('a', new string('x', 1000)));

        _server.Expect(Connect().Take(1)).ToBe("(x|)", ('x', new string('x', 1000)));
    }

    [Test]
    public void A_slow_accept_answers_later()
    {
        _server.Connection("---^-a");

        var states = _server.Expect(SseObservable.Signals(_server.Transport, _server.Options).States());

        states.ToBe("c--o-", ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open));
        Assert.That(_server.Attempts[0].OpenedAt, Is.EqualTo(3 * Frame).Within(Frame / 2));
    }

    [Test]
    public void Nothing_can_come_before_the_response() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => _server.Connection("-a-^-"))!.Message, Does.StartWith("Column 2: Nothing can come before '^'"));

    [Test]
    public void A_client_may_give_up_before_the_response()
    {
        _server.Connection("-----^-a");

        var seen = _server.Expect(Connect(), "-^--!");

        seen.ToBe("----------");
        _server.ExpectOpen("-^--!");
        Assert.That(_server.Attempts[0].OpenedAt, Is.Null);
    }

    [Test]
    public void Silence_lasts_until_the_client_gives_up()
    {
        _server.Silence().Silence();

        _server.Run(Connect(_server.Options with { IdleTimeout = 5 * Frame }), until: TimeSpan.FromSeconds(3.01));

        _server.ExpectOpen("^----!", "----- 3s ^");
    }

    [Test]
    public void A_connection_that_says_nothing_more_stays_open()
    {
        _server.Connection("-a-");

        _server.Run(Connect(), until: TimeSpan.FromSeconds(5)).ToBe("-a 5s ");
        _server.ExpectOpen("^");
    }

    [Test]
    public void A_status_is_an_answer()
    {
        _server.Then(401, "who are you?", after: 2 * Frame).WithHeader("WWW-Authenticate", "Bearer").WithHeader("www-authenticate", "Basic");

        var seen = _server.Expect(Connect());

        seen.ToBe("--#");
        var error = (SseResponseException)seen.Error!;
        Assert.That((error.StatusCode, error.BodyExcerpt, error.Headers["WWW-Authenticate"]), Is.EqualTo((401, "who are you?", "Bearer, Basic")));
        Assert.That(error.ContentType, Is.Null);
    }

    [Test]
    public void A_content_type_is_a_header()
    {
        _server.Then(200, "<html>").WithHeader("Content-Type", "text/html");

        var seen = _server.Expect(Connect());

        seen.ToBe("#");
        Assert.That(((SseResponseException)seen.Error!).ContentType, Is.EqualTo("text/html"));
    }

    [Test]
    public void Headers_arrive_with_the_opening()
    {
        _server.Connection("-").WithHeader("X-Request", "r1");

        var opened = _server.Expect(SseObservable.Signals(_server.Transport, _server.Options).OfType<SseSignal.Opened>().Select(o => o.Headers["x-request"] + o.Headers["content-type"]));

        opened.ToBe("a", ('a', "r1text/event-stream"));
    }

    [Test]
    public void A_refusal_is_no_answer()
    {
        var error = new HttpRequestException("no route");
        _server.Refuse(after: 2 * Frame).Refuse(error).Silence();

        _server.Run(Connect(), until: TimeSpan.FromSeconds(10));

        _server.ExpectOpen("^-!", "-- 3s (^!)", "-- 9s ^");
        Assert.That(_server.Attempts.Select(a => a.Previous?.Message), Is.EqualTo(new[] { null, "The connection was refused.", "no route" }));
        Assert.That(_server.Attempts.Select(a => a.Number), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void A_reset_is_what_it_is_said_to_be()
    {
        var error = new IOException("pulled the plug");
        _server.Connection("-#").WithError(error);

        var seen = _server.Expect(Connect(_server.Options with { ReconnectPolicy = SseReconnect.Never }));

        seen.ToBe("-#");
        Assert.That(seen.Error!.InnerException, Is.SameAs(error));
    }

    [Test]
    public void The_latest_entry_can_be_repeated_for_ever()
    {
        _server.Then(204).Connection("a|", ('a', SseMarble.Wire("retry: 120\nid: 1\ndata: a\n\n"))).Forever();
        _server.Run(Connect(), until: TimeSpan.Zero);

        _server.Run(Connect(), until: TimeSpan.FromMilliseconds(300));

        _server.ExpectAttempts("(na) 90ms b 120ms c--", ('n', ""), ('a', ""), ('b', "1"), ('c', "1"));
    }

    [Test]
    public void Another_transport_may_answer()
    {
        _server.Then((attempt, _) => new(new SseResponse(new MemoryStream(Encoding.UTF8.GetBytes($"data: {attempt.Number}\n\n"))))).Then(204);

        _server.Run(Connect(), until: TimeSpan.FromSeconds(5)).ToBe("a 2990ms |", ('a', "1"));
    }

    [Test]
    public void What_another_transport_answers_is_recorded_and_passed_on()
    {
        _server
            .Then((_, _) => new(new SseResponse(new MemoryStream()) { StatusCode = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "5" } }))
            .Then((_, _) => throw new HttpRequestException("no route"))
            .Then((_, _) => new(new SseResponse(new MemoryStream()) { ContentType = "text/html", Uri = new("http://elsewhere.test/") }));

        var seen = _server.Run(Connect(), until: TimeSpan.FromSeconds(20));

        _server.ExpectOpen("(^!)", "5s (^!)", "5s 6s (^!)");
        Assert.That(_server.Attempts.Select(a => a.OpenedAt is null), Is.EqualTo(new[] { false, true, false }));
        Assert.That(((SseResponseException)seen.Error!).ContentType, Is.EqualTo("text/html"));
        Assert.That(seen.Error!.Message, Does.Contain("http://elsewhere.test/"));
    }

    [Test]
    public void A_response_that_comes_after_the_client_has_left_is_closed_when_it_comes()
    {
        var late = new TaskCompletionSource<SseResponse>();
        _server.Then((_, _) => new(late.Task));
        using var answering = _server.Scheduler.Schedule(5 * Frame, () => late.SetResult(new(new MemoryStream("data: a\n\n"u8.ToArray()))));

        _server.Expect(Connect(), "^-!").ToBe("----------");
        _server.ExpectOpen("       ^----!");
    }

    [Test]
    public void A_transport_that_answers_nothing_is_told_of() =>
        Assert.That(_server.Then((_, _) => new((SseResponse)null!)).Run(Connect(), until: Frame).Error!.InnerException!.Message, Does.StartWith("The transport returned no response."));

    [Test]
    public void Chunks_come_one_in_each_frame()
    {
        _server.Connection(Chunkings.InTwo("data: x\n\n"u8.ToArray()).Last()).Then(204);

        _server.Expect(Connect()).ToBe("-x 3s |", ('x', "x"));
    }

    [Test]
    public void What_the_client_has_not_read_is_known()
    {
        _server.Connection("-(ab)-");
        var events = SseAsyncEnumerable.Connect(_server.Transport, _server.Options).GetAsyncEnumerator();

        var move = events.MoveNextAsync();
        _server.Run(until: 3 * Frame);

        Assert.That(move.IsCompleted);
        Assert.That(_server.Attempts[0].UnreadBytes, Is.EqualTo("data: b\n\n".Length));
    }

    [Test]
    public void A_connection_that_the_script_does_not_have_is_a_failure_that_says_so()
    {
        _server.Connection("a-|", ('a', new SseEvent("a", LastEventId: "7")));

        var failure = Assert.Throws<AssertionException>(() => _server.Run(Connect(), until: TimeSpan.FromSeconds(10)));

        Assert.That(failure!.Message, Does.Match(
            "^The client made attempt 2 after 3020(.000\\d)?ms, with Last-Event-ID \"7\", but the script has no connection 2: it ends with number 1. "
            + "Add Connection\\(...\\) or Then\\(204\\), or Silence\\(\\) if it does not matter."));
    }

    [Test]
    public void The_subscriber_is_told_of_it_too()
    {
        var seen = new List<Exception>();
        using var subscription = Connect().Subscribe(_ => { }, seen.Add);

        Assert.That(seen.Single().Message, Does.Contain("the script has no connection 1: it ends with number 0"));
    }

    [Test]
    public void A_client_that_tries_on_after_it_is_held_up()
    {
        _server.Then(503);
        var options = _server.Options with { ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.Zero) };

        Assert.Throws<AssertionException>(() => _server.Run(Connect(options), until: TimeSpan.FromSeconds(1)));

        Assert.That(_server.Attempts, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_client_that_reconnects_in_no_time_is_a_failure_where_virtual_time_would_stand_still()
    {
        _server = NewScript(scheduler, frame: TimeSpan.FromMicroseconds(10)).Connection("(a|)").Forever();
        var options = _server.Options with { ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.Zero) };

        if (scheduler == nameof(TestScheduler))
        {
            _server.Run(Connect(options), until: TimeSpan.FromMicroseconds(200)); // 2,000 ticks
            Assert.That(_server.Attempts, Has.Count.GreaterThan(1000));
        }
        else
        {
            var failure = Assert.Throws<AssertionException>(() => _server.Run(Connect(options), until: TimeSpan.FromSeconds(1)));
            Assert.That(failure!.Message, Does.StartWith("1000 attempts in no time, after 0ms: the client reconnects at once, and virtual time stands still."));
        }
    }

    [Test]
    public void A_failure_of_attempts_shows_their_ids()
    {
        _server.Connection("a|", ('a', new SseEvent("x", LastEventId: "7"))).Then(204);
        _server.Run(Connect(), until: TimeSpan.FromSeconds(4));

        var failure = Assert.Throws<AssertionException>(() => _server.ExpectAttempts("a- 3s b", ('a', ""), ('b', "8")));

        Assert.That(failure!.Message, Is.EqualTo(
            """
            The attempts (a letter is a Last-Event-ID) are not what was expected.

                expected  a 3010ms b
                actual    a 3s 7- 980ms
                               ^ after 3010ms

                a = ""
                b = "8"
                7 = "7"   (not expected)
            """.Replace("a 3010ms b", "a 3s -b")));
    }

    [Test]
    public void What_belongs_to_no_response_is_an_error()
    {
        Assert.That(Assert.Throws<InvalidOperationException>(() => _server.WithHeader("a", "b"))!.Message, Does.StartWith("There is no response for a header to belong to"));
        Assert.That(Assert.Throws<InvalidOperationException>(() => _server.Refuse().WithHeader("a", "b"))!.Message, Does.StartWith("There is no response"));
        Assert.That(Assert.Throws<InvalidOperationException>(() => _server.Connection("-|").WithError(new IOException()))!.Message, Does.Contain("has no '#'"));
        Assert.That(Assert.Throws<InvalidOperationException>(() => NewScript(scheduler).Forever())!.Message, Does.StartWith("There is nothing to repeat yet"));
        Assert.That(Assert.Throws<InvalidOperationException>(() => _server.Forever().Then(204))!.Message, Does.Contain("nothing can come after that"));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewScript(scheduler).Then(204, after: -Frame));
    }

    private IObservable<SseEvent> Connect(SseOptions? options = null) => SseObservable.Connect(_server.Transport, options ?? _server.Options);
}
