using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The real client against a scripted server.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class SseScriptTests(string scheduler) : VirtualTimeFixture
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

        seen.ToBe("--a- 3s -b-- 6s |", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "7")));
        _server.ExpectAttempts("a--- 3s b--- 6s c", ('a', ""), ('b', "7"), ('c', "7"));
        _server.ExpectOpen("^---!", "---- 3s ^---!", "---- 3s ---- 6s (^!)");
        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "7" }));
    }

    [Test]
    public void A_server_without_attempts()
    {
        var server = new SseScript(new HistoricalScheduler());

        server.ExpectAttempts("");
        server.ExpectOpen();
    }

    [Test]
    public void Serves_the_pulled_client()
    {
        _server.Connection("--(ab)|").Then(204);

        var seen = _server.Run(transport => SseAsyncEnumerable.Connect(transport, _server.Options), until: TimeSpan.FromSeconds(10));

        seen.ToBe("--(ab) 3s |");
        _server.ExpectOpen("^-----!", "------ 3s (^!)");
    }

    [Test]
    public void The_pulled_client_receives_nothing_in_the_frame_of_its_cancellation()
    {
        _server.Connection("-a-b-");

        _server.Expect(SseAsyncEnumerable.Connect(_server.Transport, _server.Options), "^--!").ToBe("-a---");
        _server.ExpectOpen("^--!");
    }

    [Test]
    public void Forever_repeats_the_latest_answer()
    {
        _server.Then(204).Connection("a|", ('a', SseMarble.Wire("retry: 120\nid: 1\ndata: a\n\n"))).Forever();
        _server.Run(Connect(), until: TimeSpan.Zero);

        _server.Run(Connect(), until: TimeSpan.FromMilliseconds(300));

        _server.ExpectAttempts("(na) 90ms b 120ms c--", ('n', ""), ('a', ""), ('b', "1"), ('c', "1"));
    }

    [Test]
    public void An_attempt_without_an_answer_fails_the_test()
    {
        _server.Connection("a-|", ('a', new SseEvent("a", LastEventId: "7")));

        var failure = Assert.Throws<AssertionException>(() => _server.Run(Connect(), until: TimeSpan.FromSeconds(10)));

        Assert.That(failure!.Message, Does.Match(
            "^The client made attempt 2 after 3020(.000\\d)?ms, with Last-Event-ID \"7\", "
            + "but the script has no answer 2: its last one is number 1. "
            + "Add Connection\\(...\\) or Then\\(204\\), or Silence\\(\\) if the attempt does not matter."));
    }

    [Test]
    public void An_attempt_without_an_answer_fails_the_subscriber_too()
    {
        var seen = new List<Exception>();
        using var subscription = Connect().Subscribe(_ => { }, seen.Add);

        Assert.That(seen.Single().Message, Does.Contain("the script has no answer 1: its last one is number 0"));
    }

    [Test]
    public void After_a_failure_no_attempt_is_answered()
    {
        _server.Then(503);
        var options = _server.Options with { ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.Zero) };

        Assert.Throws<AssertionException>(() => _server.Run(Connect(options), until: TimeSpan.FromSeconds(1)));

        Assert.That(_server.Attempts, Has.Count.EqualTo(3));
    }

    [Test]
    public void Endless_reconnects_at_one_instant_fail_the_test()
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
            Assert.That(
                failure!.Message,
                Does.StartWith("1000 attempts were made at the same instant, after 0ms: the client reconnects without a delay, "));
        }
    }

    [Test]
    public void A_failure_of_ExpectAttempts_shows_the_IDs()
    {
        _server.Connection("a|", ('a', new SseEvent("x", LastEventId: "7"))).Then(204);
        _server.Run(Connect(), until: TimeSpan.FromSeconds(4));

        var failure = Assert.Throws<AssertionException>(() => _server.ExpectAttempts("a- 3s b", ('a', ""), ('b', "8")));

        Assert.That(failure!.Message, Is.EqualTo(
            """
            The attempts are not as expected. Each letter is a Last-Event-ID.

                expected  a 3010ms b
                actual    a 3s 7- 980ms
                               ^ after 3010ms

                a = ""
                b = "8"
                7 = "7"   (not expected)
            """.Replace("a 3010ms b", "a 3s -b")));
    }

    [Test]
    public void A_call_that_the_script_does_not_allow_is_an_error()
    {
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => _server.WithHeader("a", "b"))!.Message,
            Does.StartWith("There is no response to give a header to."));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => _server.Refuse().WithHeader("a", "b"))!.Message,
            Does.StartWith("There is no response to give a header to."));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => _server.Connection("-|").WithError(new IOException()))!.Message,
            Does.Contain("has no '#'. Add one"));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => NewScript(scheduler).Forever())!.Message,
            Does.StartWith("There is no answer to repeat."));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => _server.Forever().Then(204))!.Message,
            Does.StartWith("No answer can follow Forever()"));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewScript(scheduler).Then(204, after: -Frame));
    }

    private IObservable<SseEvent> Connect(SseOptions? options = null) =>
        SseObservable.Connect(_server.Transport, options ?? _server.Options);
}
