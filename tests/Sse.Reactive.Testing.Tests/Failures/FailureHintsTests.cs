using System.Collections;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Failures that a mistake in the test explains.</summary>
public class FailureHintsTests
{
    private const string OtherScheduler =
        "The client runs on DefaultScheduler, so its delays and timeouts do not happen in the script's virtual time. "
        + "Pass the script's Options to the client, or set SseOptions.Scheduler to its Scheduler.";

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private static IEnumerable RealTimeOperators =>
        new (string Name, Func<IObservable<SseEvent>, IObservable<SseEvent>> Apply)[]
        {
            ("Throttle", source => source.Throttle(TimeSpan.FromMilliseconds(1))),
            ("Delay", source => source.Delay(TimeSpan.FromMilliseconds(1))),
            ("ObserveOn", source => source.ObserveOn(TaskPoolScheduler.Default)),
            ("Select and Task.Run", source => source.SelectMany(e => Task.Run(() => e))),
        }.Select(c => new TestCaseData(c.Apply).SetArgDisplayNames(c.Name));

    [Test]
    public void A_subscription_after_the_first_ToBe_says_when_it_began()
    {
        var marbles = new Marbles(new HistoricalScheduler());
        marbles.Expect(marbles.Cold("a|")).ToBe("a|");

        Assert.That(FailureOf(() => marbles.Expect(marbles.Cold("a|")).ToBe("a|")), Is.EqualTo(
            """
            The observed sequence is not as expected.

                expected  a|
                actual    --
                          ^ at the start

                a = "a"

            Subscribed after 2ms: virtual time had been played to there.
            To record several sequences from the first frame on, call Expect for all of them before the first ToBe or Run.
            """));
    }

    [Test]
    public void A_subscription_in_a_given_frame_needs_no_explanation()
    {
        var marbles = new Marbles(new HistoricalScheduler());
        marbles.Expect(marbles.Cold("a|")).ToBe("a|");

        Assert.That(FailureOf(() => marbles.Expect(marbles.Cold("a|"), "--^").ToBe("a|")), Does.EndWith("a = \"a\""));
    }

    [TestCase(1, 1L, "a = 1 (Int64)", "b = 1 (Int32)   (not expected)")]
    [TestCase("1", 1, "a = 1", "1 = \"1\"   (not expected)")]
    [TestCase(new[] { 1 }, new[] { 1L }, "a = [1] (Int64[] of Int64)", "b = [1] (Int32[] of Int32)   (not expected)")]
    public void Values_with_the_same_text_are_shown_with_their_types(object observed, object expected, params string[] legend) =>
        Assert.That(FailureOf(() => Compare(observed, expected)), Does.EndWith(string.Join("\n    ", legend)));

    [Test]
    public void Values_with_the_same_text_and_type_are_said_to_differ() =>
        Assert.That(
            FailureOf(() => Compare(new Version(), new Version())),
            Does.EndWith(
                """
                    a = 1.0 (Version, not equal according to Equals)
                    b = 1.0 (Version, not equal according to Equals)   (not expected)
                """));

    [TestCaseSource(nameof(RealTimeOperators))]
    public void An_operator_in_real_time_is_pointed_out(Func<IObservable<SseEvent>, IObservable<SseEvent>> operation)
    {
        // A failure waits for a second: too short if the machine is busy, but not each time.
        Assert.That(Enumerable.Range(0, 30).Select(_ => FailureOf(Fail)), Has.Some.Contains(
            "\n\n\"a\" arrived on another thread: a part of the sequence runs in real time.\nPass the Scheduler of this Marbles"));

        void Fail()
        {
            var marbles = new Marbles(new HistoricalScheduler(), TimeSpan.FromSeconds(1));
            marbles.Expect(operation(marbles.Cold("a"))).ToBe("--b 60m -|", ('b', "x"));
        }
    }

    [Test]
    public void A_client_in_real_time_fails_the_test_that_starts_it()
    {
        var server = new SseScript(new HistoricalScheduler(), Frame).Connection("-a-#").Connection("-b");
        var seen = server.Expect(SseObservable.Connect(server.Transport));

        Assert.That(FailureOf(() => seen.ToBe("-a- 3s -b")), Is.EqualTo(OtherScheduler));
        Assert.That(seen.IsCompleted);
        Assert.That(server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_client_in_real_time_over_HTTP_fails_the_test_that_starts_it()
    {
        var server = new SseScript(new HistoricalScheduler(), Frame).Connection("-a-#").Connection("-b");
        using var http = new HttpClient(server.CreateHandler());
        var seen = server.Expect(SseObservable.Connect("https://example.com/", new SseOptions { HttpClient = http }));

        Assert.That(FailureOf(() => seen.ToBe("-a- 3s -b")), Is.EqualTo(OtherScheduler));
        Assert.That(seen.IsCompleted);
    }

    [Test]
    public void A_client_on_the_scheduler_that_the_script_wraps_is_in_virtual_time()
    {
        var scheduler = new HistoricalScheduler();
        var server = new SseScript(scheduler, Frame).Connection("-a");

        server.Expect(SseObservable.Connect(server.Transport, new() { Scheduler = scheduler })).ToBe("-a");
    }

    private static void Compare(object observed, object expected)
    {
        var marbles = new Marbles(new HistoricalScheduler());
        marbles.Expect(Observable.Return(observed)).ToBe("(a|)", ('a', expected));
    }

    private static string FailureOf(Action expectation) => Assert.Throws<AssertionException>(() => expectation())!.Message;

    /// <summary>A class without <c>Equals</c>.</summary>
    private sealed class Version
    {
        public override string ToString() => "1.0";
    }
}
