using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseOptions.Restart"/>: a new connection now, in the same subscription.</summary>
public class RestartTests : VirtualTimeTests
{
    private Subject<Unit> _restart = null!;

    private SseOptions Options => Server.Options with { Restart = _restart };

    [SetUp]
    public void SetUp() => _restart = new();

    [TearDown]
    public void TearDown() => _restart.Dispose();

    [Test]
    public void Ends_an_open_connection_and_resumes_at_once()
    {
        Server
            .Connection("a", ('a', new SseEvent("a", LastEventId: "1")))
            .Connection("-b");
        RestartAt(4);

        var seen = Server.Run(Signals(Options), TimeSpan.FromSeconds(10)).Values;

        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 4 }).Within(0.001));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "1" }));
        var lost = seen.OfType<SseSignal.Disconnected>().Single();
        Assert.That(lost.Reason, Is.EqualTo(SseDisconnectReason.Restart));
        Assert.That(lost.Cause, Is.InstanceOf<SseRestartException>());
        Assert.That(lost.Delay, Is.EqualTo(TimeSpan.Zero));
        Server.ExpectOpen("^---!", "----^");
    }

    [Test]
    public void Ends_a_wait_and_keeps_the_failure_count()
    {
        Server.Refuse().Refuse().Refuse().Connection("a");
        RestartAt(1, 5);

        var seen = Server.Run(Signals(Options), TimeSpan.FromSeconds(30)).Values;

        // 3 s, ended after 1 s; 6 s, ended after 4 s; the third failure in succession: 12 s.
        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 1, 5, 17 }).Within(0.001));
        Assert.That(seen.OfType<SseSignal.Disconnected>().Select(lost => lost.Delay.TotalSeconds), Is.EqualTo(new[] { 3, 6, 12 }));
    }

    [Test]
    public void Ends_an_attempt_that_is_not_answered()
    {
        Server.Silence().Connection("a");
        RestartAt(2);

        Run(until: 5, Options);

        Assert.That(Seconds, Is.EqualTo(new[] { 0d, 2 }).Within(0.001));
    }

    [Test]
    public void A_request_within_OnNext_ends_the_connection_after_it()
    {
        Server.Connection("a", ('a', SseMarble.Wire("id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: half"))).Connection("c");

        var seen = Server.Run(
            Connect(Options).Do(e => Notify(e.Data == "a")), TimeSpan.FromSeconds(5)).Values;

        Assert.That(seen.Select(e => e.Data), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "2" }));
    }

    [Test]
    public void A_request_that_is_handled_while_nothing_is_waited_for_ends_the_next_wait()
    {
        Server.Connection("a").Connection("b");
        var options = Options with { Scheduler = new InlineScheduler(Scheduler) }; // as if another thread handled it at once

        var seen = Server.Run(Connect(options).Do(e => Notify(e.Data == "a")), TimeSpan.FromSeconds(5)).Values;

        Assert.That(seen.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_restart_is_not_asked_of_the_policy_or_the_limits()
    {
        Server.Connection("a").Connection("b");
        RestartAt(1);

        var seen = Run(until: 5, Options with { MaxConsecutiveFailures = 1, ReconnectPolicy = SseReconnect.Never });

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Completion_of_the_requests_changes_nothing_and_their_error_ends_the_sequence()
    {
        Server.Connection("a").Connection("b");
        var error = new FormatException();
        var requests = Observable.Timer(TimeSpan.FromSeconds(2), Scheduler).SelectMany(_ => Observable.Throw<Unit>(error));

        Assert.That(Run(until: 1, Server.Options with { Restart = Observable.Empty<Unit>() }).Error, Is.Null);
        Assert.That(Run(until: 5, Server.Options with { Restart = requests }).Error, Is.SameAs(error));
    }

    [Test]
    public void A_disposed_subscription_holds_no_subscription_to_the_requests()
    {
        Server.Connection("a");

        Connect(Options).Subscribe().Dispose();

        Assert.That(_restart.HasObservers, Is.False);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Pushed_150_restarts_at_random_lose_and_repeat_nothing(int seed)
    {
        var storm = new RestartStorm(Scheduler, seed);
        var seen = Server.Run(SseObservable.Connect(storm.Transport, storm.Options), TimeSpan.FromHours(1));

        storm.AssertEachOnce(seen);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Pulled_150_restarts_at_random_lose_and_repeat_nothing(int seed)
    {
        var storm = new RestartStorm(Scheduler, seed);
        var seen = Server.Run(SseAsyncEnumerable.Connect(storm.Transport, storm.Options), TimeSpan.FromHours(1));

        storm.AssertEachOnce(seen);
    }

    private void RestartAt(params double[] seconds)
    {
        foreach (var second in seconds)
        {
            Scheduler.Schedule(TimeSpan.FromSeconds(second), () => _restart.OnNext(Unit.Default));
        }
    }

    private void Notify(bool isNow)
    {
        if (isNow)
        {
            _restart.OnNext(Unit.Default);
        }
    }
}
