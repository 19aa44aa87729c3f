using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The messages of failed assertions.</summary>
public class FailureMessageTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = new(new HistoricalScheduler(), Frame);

    [Test]
    public void Shows_expected_above_actual_and_the_value_of_each_letter()
    {
        var observed = _marbles.Expect(_marbles.Cold("--a--c-b|", ('a', "x"), ('b', "y"), ('c', "zz")));

        Assert.That(FailureOf(() => observed.ToBe("--a-b---|", ('a', "x"), ('b', "y"))), Is.EqualTo(
            """
            The observed sequence is not as expected.

                expected  --a-b---|
                actual    --a--c-b|
                              ^ after 40ms

                a = "x"
                b = "y"
                c = "zz"   (not expected)
            """));
    }

    [Test]
    public void Aligns_groups_time_progressions_and_ends() =>
        Assert.That(FailureOf(() => _marbles.Expect(_marbles.Cold("a 2s (ab)-b 3s c|")).ToBe("a 2s (abc|)")), Is.EqualTo(
            """
            The observed sequence is not as expected.

                expected  a 2s (abc|)
                actual    a 2s (ab)-b
                               ^ after 2010ms

                a = "a"
                b = "b"
                c = "c"
            """));

    [Test]
    public void Shows_notifications_after_the_expected_end()
    {
        var seen = _marbles.Run(_marbles.Cold("a-b 9s c"), until: TimeSpan.FromSeconds(20));

        Assert.That(FailureOf(() => seen.ToBe("a-b-|")), Is.EqualTo(
            """
            The observed sequence is not as expected.

                expected  a-b-|
                actual    a-b-- 8980ms c 10970ms
                              ^ after 40ms

                a = "a"
                b = "b"
                c = "c"   (not expected)
            """));
    }

    [Test]
    public void Shows_the_error() =>
        Assert.That(FailureOf(() => _marbles.Expect(Observable.Throw<string>(new IOException("cut"))).ToBe("-|")), Is.EqualTo(
            """
            The observed sequence is not as expected.

                expected  -|
                actual    #
                          ^ at the start

                # = IOException: cut
            """));

    [Test]
    public void An_equal_value_takes_the_letter_that_is_expected_there() =>
        Assert.That(
            FailureOf(() => _marbles.Expect(_marbles.ColdOf<string>("ab-", ('a', "x"), ('b', "x"))).ToBe("pq|", ('p', "x"), ('q', "x"))),
            Does.Contain("expected  pq|\n    actual    pq-\n"));

    [Test]
    public void A_missing_notification_is_a_failure() =>
        Assert.That(
            FailureOf(() => _marbles.Expect(Observable.Never<string>()).ToBe("--a|")),
            Does.Contain("actual    ----\n                ^ after 20ms"));

    [Test]
    public void Shows_each_subscription()
    {
        var source = _marbles.Cold("a-b|");
        _marbles.Expect(source);
        _marbles.Expect(source, "-^-!");

        Assert.That(FailureOf(() => source.ExpectSubscriptions("^--!", "-^--!", "^")), Is.EqualTo(
            """
            The subscriptions are not as expected: 3 expected, 2 actual.

              subscription 1
                expected  ^--!
                actual    ^--!

              subscription 2
                expected  -^--!
                actual    -^-!
                             ^ after 30ms

              subscription 3
                expected  ^
                actual
                          ^ at the start
            """));
    }

    [Test]
    public void Truncates_long_data() =>
        Assert.That(
            FailureOf(() => _marbles.Expect(_marbles.Cold("a", ('a', new string('x', 10_000)))).ToBe("-")),
            Does.EndWith($"a = \"{new string('x', 500)}\"... (10000 characters)   (not expected)"));

    private static string FailureOf(Action expectation) =>
        Assert.Throws<AssertionException>(() => expectation())!.Message;
}
