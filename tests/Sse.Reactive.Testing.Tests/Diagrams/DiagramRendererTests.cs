using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Recordings, formatted as marble strings.</summary>
public class DiagramRendererTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = new(new HistoricalScheduler(), Frame);

    [Test]
    public void Formats_a_recording_with_its_values_below()
    {
        var seen = _marbles.Run(
            _marbles.Cold("a-b-a 5s c#", ('a', "x\n"), ('b', new SseEvent("y", "ping", "7")), ('c', "c")), until: TimeSpan.FromSeconds(10));

        Assert.That(seen.ToString(), Is.EqualTo(
            """
            a-b-a 5s c#
            a = "x\n"
            b = "y", type "ping", id "7"
            c = "c"
            # = InvalidOperationException: The error of '#' in a marble string.
            """));
    }

    [Test]
    public void Uses_a_shorter_frame_where_a_group_would_overlap_the_next_symbol()
    {
        var ab = _marbles.Cold("(ab)");
        var c = _marbles.Cold("-c");

        var seen = _marbles.Run(ab.Merge(c), until: 3 * Frame);

        Assert.That(seen.ToString(), Is.EqualTo("(ab)------c 29ms\n(a frame is 1ms)\na = \"a\"\nb = \"b\"\nc = \"c\""));
    }

    /// <summary>The law of the two directions: shown and played again, it is the same.</summary>
    [Test]
    public void A_formatted_recording_can_be_parsed_again()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var marbles = Random(seed);
            var text = Play(marbles);
            Assert.That(Play(text.Split('\n')[0]), Is.EqualTo(text), $"seed {seed}: {marbles}");
        }
    }

    [TestCase("1 m")]
    [TestCase("(1 s)-a")]
    [TestCase("-25 ms-0 d")]
    public void A_digit_and_a_letter_are_not_drawn_as_a_time(string marbles)
    {
        var text = Play(marbles);

        Assert.That(text.Split('\n')[0], Does.StartWith(marbles));
        Assert.That(Play(text.Split('\n')[0]), Is.EqualTo(text));
    }

    [Test]
    public void Lists_at_most_100_values()
    {
        var seen = _marbles.Run(Observable.Range(0, 10_000), until: Frame);

        var lines = seen.ToString().Split('\n');

        Assert.That(lines, Has.Length.EqualTo(102));
        Assert.That(lines[^1], Is.EqualTo("? = 9900 more"));
        Assert.That(lines[0], Does.StartWith("(abcdefgh").And.EndsWith("??|)"));
    }

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
