using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>What was observed, shown as a marble string; and what a failure shows.</summary>
public class PictureTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = new(new HistoricalScheduler(), Frame);

    [Test]
    public void Shows_what_was_observed_with_the_values_below()
    {
        var seen = _marbles.Run(
            _marbles.Cold("a-b-a 5s c#", ('a', "x\n"), ('b', new SseEvent("y", "ping", "7")), ('c', "c")), until: TimeSpan.FromSeconds(10));

        Assert.That(seen.ToString(), Is.EqualTo(
            """
            a-b-a 5s c#
            a = "x\n"
            b = "y", type "ping", id "7"
            c = "c"
            # = InvalidOperationException: The '#' of a marble string.
            """));
    }

    [Test]
    public void Shows_a_shorter_frame_where_a_group_would_reach_into_what_follows()
    {
        var ab = _marbles.Cold("(ab)");
        var c = _marbles.Cold("-c");

        var seen = _marbles.Run(ab.Merge(c), until: 3 * Frame);

        Assert.That(seen.ToString(), Is.EqualTo("(ab)------c 29ms\n(a frame is 1ms)\na = \"a\"\nb = \"b\"\nc = \"c\""));
    }

    /// <summary>The law of the two directions: shown and played again, it is the same.</summary>
    [Test]
    public void What_is_shown_reads_back()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var marbles = Random(seed);
            var text = Play(marbles);
            Assert.That(Play(text.Split('\n')[0]), Is.EqualTo(text), $"seed {seed}: {marbles}");
        }
    }

    [Test]
    public void A_failure_shows_expected_above_actual_and_what_each_letter_was() =>
        Assert.That(FailureOf(() => _marbles.Expect(_marbles.Cold("--a--c-b|", ('a', "x"), ('b', "y"), ('c', "zz"))).ToBe("--a-b---|", ('a', "x"), ('b', "y"))), Is.EqualTo(
            """
            What was observed is not what was expected.

                expected  --a-b---|
                actual    --a--c-b|
                              ^ after 40ms

                a = "x"
                b = "y"
                c = "zz"   (not expected)
            """));

    [Test]
    public void A_failure_aligns_groups_time_steps_and_ends() =>
        Assert.That(FailureOf(() => _marbles.Expect(_marbles.Cold("a 2s (ab)-b 3s c|")).ToBe("a 2s (abc|)")), Is.EqualTo(
            """
            What was observed is not what was expected.

                expected  a 2s (abc|)
                actual    a 2s (ab)-b
                               ^ after 2010ms

                a = "a"
                b = "b"
                c = "c"
            """));

    [Test]
    public void A_failure_shows_what_was_observed_past_the_expected_end()
    {
        var seen = _marbles.Run(_marbles.Cold("a-b 9s c"), until: TimeSpan.FromSeconds(20));

        Assert.That(FailureOf(() => seen.ToBe("a-b-|")), Is.EqualTo(
            """
            What was observed is not what was expected.

                expected  a-b-|
                actual    a-b-- 8980ms c 10970ms
                              ^ after 40ms

                a = "a"
                b = "b"
                c = "c"   (not expected)
            """));
    }

    [Test]
    public void A_failure_says_which_error_it_was() =>
        Assert.That(FailureOf(() => _marbles.Expect(Observable.Throw<string>(new IOException("cut"))).ToBe("-|")), Is.EqualTo(
            """
            What was observed is not what was expected.

                expected  -|
                actual    #
                          ^ at the start

                # = IOException: cut
            """));

    [Test]
    public void Equal_values_take_the_letter_that_was_expected_there() =>
        Assert.That(
            FailureOf(() => _marbles.Expect(_marbles.ColdOf<string>("ab-", ('a', "x"), ('b', "x"))).ToBe("pq|", ('p', "x"), ('q', "x"))),
            Does.Contain("expected  pq|\n    actual    pq-\n"));

    [Test]
    public void Observing_too_little_is_a_failure() =>
        Assert.That(FailureOf(() => _marbles.Expect(Observable.Never<string>()).ToBe("--a|")), Does.Contain("actual    ----\n                ^ after 20ms"));

    [Test]
    public void A_failure_of_subscriptions_shows_each()
    {
        var source = _marbles.Cold("a-b|");
        _marbles.Expect(source);
        _marbles.Expect(source, "-^-!");

        Assert.That(FailureOf(() => source.ExpectSubscriptions("^--!", "-^--!", "^")), Is.EqualTo(
            """
            The subscriptions are not what was expected: 3 expected, 2 seen.

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
    public void Long_data_is_cut_in_the_message() =>
        Assert.That(
            FailureOf(() => _marbles.Expect(_marbles.Cold("a", ('a', new string('x', 10_000)))).ToBe("-")),
            Does.EndWith($"a = \"{new string('x', 500)}\"... (10000 characters)   (not expected)"));

    [Test]
    public void Of_very_many_values_the_first_hundred_are_listed()
    {
        var seen = _marbles.Run(Observable.Range(0, 10_000), until: Frame);

        var lines = seen.ToString().Split('\n');

        Assert.That(lines, Has.Length.EqualTo(102));
        Assert.That(lines[^1], Is.EqualTo("? = 9900 more"));
        Assert.That(lines[0], Does.StartWith("(abcdefgh").And.EndsWith("??|)"));
    }

    private static string FailureOf(Action expectation) =>
        Assert.Throws<AssertionException>(() => expectation())!.Message;

    private static string Play(string marbles)
    {
        var time = new Marbles(new HistoricalScheduler(), Frame);
        return time.Run(time.ColdOf<string>(marbles), TimeSpan.FromMinutes(10)).ToString();
    }

    private static string Random(int seed)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(6) switch
        {
            0 => "-",
            1 => "---",
            2 => "(ab)",
            3 => $" {random.Next(1, 100) * 10}ms ",
            4 => $" {random.Next(1, 5)}s ",
            _ => ((char)('a' + random.Next(26))).ToString(),
        });
        return string.Concat(parts) + new[] { "", "|", "#", "(a|)" }[random.Next(4)];
    }
}
