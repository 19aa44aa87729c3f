using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Testing;
using Sse.Tool.Formats;
using Sse.Tool.Json;
using Sse.Tool.Listening;
using Sse.Tool.Output;
using Sse.Tool.Stats;

namespace Sse.Tool.Tests;

/// <summary>What is printed and where it ends, against scripted servers in virtual time.</summary>
public class ListenerTests
{
    private static readonly Ask Everything = new(new Uri("http://x")) { Method = HttpMethod.Get };

    private HistoricalScheduler _clock = null!;
    private Subject<ExitCode> _stop = null!;
    private StringWriter _output = null!;
    private StringWriter _error = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _stop = new();
        _output = new();
        _error = new();
    }

    [TearDown]
    public void TearDown() => _stop.Dispose();

    [Test]
    public void Time_counts_since_the_last_event_that_was_printed()
    {
        Run(Everything with { Types = ["y"] }, Script("a--b---c----d--|").Then(204));

        Assert.That(_output.ToString(), Is.EqualTo("3.000\ty\t2\tb\n9.000\ty\t4\td\n"));
    }

    [Test]
    public void The_life_of_the_connection_is_told()
    {
        var server = Script("a--#").Connection("b|", ('b', new SseEvent("b", LastEventId: "2"))).Then(204);

        var code = Run(Everything, server);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(_error.ToString().Split('\n'), Is.EqualTo(new[]
        {
            "* open",
            "* lost  The connection was reset; next try in 3.00s",
            "* open again  after id 1",
            "* lost  the server ended the stream; next try in 3.00s",
            "* ended  the server wants no further connection (204)",
            "",
        }));
    }

    [TestCase(2, "a\nb\n", 0)]
    [TestCase(9, "a\nb\nc\nd\n", 3)]
    public void Take_ends_after_so_many_or_says_that_it_did_not(int count, string expected, int code)
    {
        Assert.That(Run(Everything with { Take = count }, Script("a--b---c----d--|").Then(204), new RawFormat(false)), Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo(expected));
    }

    [TestCase("c", "a\nb\n", 0)]
    [TestCase("never", "a\nb\nc\nd\n", 3)]
    public void Until_ends_at_the_event_with_that_data_of_any_type_and_does_not_print_it(string data, string expected, int code)
    {
        Assert.That(Run(Everything with { Until = data }, Script("a--b---c----d--|").Then(204), new RawFormat(false)), Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo(expected));
    }

    [TestCase(null, 0)]
    [TestCase(3, 3)]
    public void The_time_is_up_when_it_is(int? take, int code)
    {
        Assert.That(Run(Everything with { For = TimeSpan.FromSeconds(5), Take = take }, Script("a--b---c----d--|").Then(204), new RawFormat(false)), Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo("a\nb\n"));
        Assert.That(_clock.Now.Second, Is.EqualTo(5));
    }

    [Test]
    public void What_stops_it_says_with_which_code()
    {
        _clock.ScheduleAbsolute(_clock.Now.AddSeconds(4), () => _stop.OnNext(ExitCode.Interrupted));

        Assert.That(Run(Everything, Script("a--b---c----d--|").Then(204), new RawFormat(false)), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(_output.ToString(), Is.EqualTo("a\nb\n"));
    }

    [Test]
    public void A_gap_is_told_and_not_taken_for_an_event()
    {
        var server = new SseScript(_clock, TimeSpan.FromSeconds(1)).Connection("a|", ('a', new SseGap(SseGapReason.Expired, 3, "7").ToEvent("9"))).Then(204);

        Run(Everything, server);

        Assert.That(_output.ToString(), Is.Empty);
        Assert.That(_error.ToString(), Does.Contain("* gap  3 events are missing after id 7 (Expired)\n"));
    }

    [Test]
    public void What_a_checkpoint_acknowledges_has_been_printed()
    {
        var passed = new List<string>();
        var server = Script("a--b---c----d--|");
        var screen = new Screen(Paper.For(_output, false), Paper.For(_error, false));
        var listener = new Listener(Everything with { Take = 2 }, new RawFormat(false), screen, new Life(screen, true, false), null, _clock);

        using var _ = listener.Listen(SseObservable.Signals(server.Transport, server.Options), _stop).Subscribe(e => passed.Add($"{e.Data} after {_output}"));
        _clock.AdvanceBy(TimeSpan.FromMinutes(1));

        Assert.That(passed, Is.EqualTo(new[] { "a after a\n", "b after a\nb\n" }));
    }

    [Test]
    public void The_statistics_are_told_each_second_and_at_the_end()
    {
        var screen = new Screen(Paper.For(_output, false), Paper.For(_error, false));
        var stats = new LiveStats(screen, () => 12_345, JsonPath.Parse(".t"), _clock);
        using (stats.Show(isLive: false, () => 80))
        {
            stats.Note(new SseSignal.Opened(1, null, new Dictionary<string, string>()));
            stats.Note(new SseSignal.Event(new("""{"t":"2029-12-31T23:59:59.75Z"}""")));
            _clock.AdvanceBy(TimeSpan.FromSeconds(1));
            stats.Note(new SseSignal.Disconnected(1, new SseStreamClosedException(), TimeSpan.Zero));
            stats.Note(new SseSignal.Opened(2, null, new Dictionary<string, string>()));
            stats.Note(new SseSignal.Event(new($$"""{"t":{{_clock.Now.ToUnixTimeMilliseconds() - 40}}}""")));
        }

        Assert.That(_error.ToString(), Is.EqualTo("1 event  lag 250ms  0.3/s  12.3 kB  0 reconnects\n2 events  lag 40ms  0.8/s  12.3 kB  1 reconnect\n"));
    }

    [Test]
    public void Without_a_time_in_the_data_the_statistics_say_how_long_ago_the_last_event_came()
    {
        var stats = new StreamStats();
        Assert.That(StatsLine.Of(stats, 0, _clock.Now), Is.EqualTo("0 events  no event yet  (not connected)  0.0/s  0 B  0 reconnects"));

        stats = stats.After(new SseSignal.Event(new("x")), _clock.Now, null);
        Assert.That(StatsLine.Of(stats, 5_000_000, _clock.Now.AddSeconds(90)), Does.Match(@"^1 event  last 1m30s ago  \(not connected\)  .*5\.0 MB  0 reconnects$"));
    }

    [Test]
    public void The_live_line_is_taken_away_before_anything_else_is_written_and_put_back_below()
    {
        var terminal = new StringWriter();
        var screen = new Screen(Paper.For(terminal, false), Paper.For(terminal, false));

        screen.SetLive(paper => paper.Write("live"));
        screen.Print(paper => paper.Write("event\n").IsMidLine);
        screen.Tell(paper => paper.Write("told"));
        screen.SetLive(null);

        Assert.That(terminal.ToString(), Is.EqualTo("live\r\u001B[Kevent\nlive\r\u001B[Ktold\nlive\r\u001B[K"));
    }

    /// <summary>a and c are of type x, b and d of type y; behind it the server wants no more.</summary>
    private SseScript Script(string picture) => new SseScript(_clock, TimeSpan.FromSeconds(1)).Connection(
        picture,
        [.. "abcd".Where(picture.Contains).Select(letter => (letter, (SseMarble)new SseEvent($"{letter}", letter is 'a' or 'c' ? "x" : "y", $"{letter - 'a' + 1}")))]);

    private ExitCode Run(Ask ask, SseScript server, IEventFormat? format = null)
    {
        var screen = new Screen(Paper.For(_output, false), Paper.For(_error, false));
        var listener = new Listener(ask, format ?? new PipeFormat(), screen, new Life(screen, false, false), null, _clock);
        var isOver = false;
        using var _ = listener.Listen(SseObservable.Signals(server.Transport, server.Options), _stop).Subscribe(_ => { }, error => Assert.Fail(error.ToString()), () => isOver = true);
        for (var second = 0; second < 40 && !isOver; second++)
        {
            _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        return listener.ExitCode;
    }
}
