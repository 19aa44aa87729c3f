using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Testing;

namespace Sse.Tool.Tests;

/// <summary>Printing and its end, against scripted servers in virtual time.</summary>
public class EventPrinterTests
{
    private static readonly ListenRequest Request = new(new Uri("http://x")) { Method = HttpMethod.Get };

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
    public void Prints_the_time_since_the_last_printed_event()
    {
        Run(Request with { Types = ["y"] }, Script("a--b---c----d--|").Then(204));

        Assert.That(_output.ToString(), Is.EqualTo("3.000\ty\t2\tb\n9.000\ty\t4\td\n"));
    }

    [Test]
    public void Reports_connection_changes()
    {
        var server = Script("a--#").Connection("b|", ('b', new SseEvent("b", LastEventId: "2"))).Then(204);

        var code = Run(Request, server);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(_error.ToString().Split('\n'), Is.EqualTo(new[]
        {
            "* open",
            "* lost  The connection was reset; reconnecting in 3.00s",
            "* reconnected  after ID 1",
            "* lost  the server closed the stream; reconnecting in 3.00s",
            "* ended  the server answered 204: do not reconnect",
            "",
        }));
    }

    [TestCase(2, "a\nb\n", 0)]
    [TestCase(9, "a\nb\nc\nd\n", 3)]
    public void Take_stops_after_n_events_or_exits_with_3(int count, string expected, int code)
    {
        Assert.That(
            Run(Request with { Take = count }, Script("a--b---c----d--|").Then(204), new RawFormat(false)),
            Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo(expected));
    }

    [TestCase("c", "a\nb\n", 0)]
    [TestCase("never", "a\nb\nc\nd\n", 3)]
    public void Until_stops_at_the_event_with_that_data_without_printing_it(string data, string expected, int code)
    {
        Assert.That(
            Run(Request with { Until = data }, Script("a--b---c----d--|").Then(204), new RawFormat(false)),
            Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo(expected));
    }

    [TestCase(null, 0)]
    [TestCase(3, 3)]
    public void For_stops_after_its_time(int? take, int code)
    {
        Assert.That(
            Run(
                Request with { Duration = TimeSpan.FromSeconds(5), Take = take },
                Script("a--b---c----d--|").Then(204),
                new RawFormat(false)),
            Is.EqualTo((ExitCode)code));
        Assert.That(_output.ToString(), Is.EqualTo("a\nb\n"));
        Assert.That(_clock.Now.Second, Is.EqualTo(5));
    }

    [Test]
    public void Stops_with_the_exit_code_of_the_stop_signal()
    {
        _clock.ScheduleAbsolute(_clock.Now.AddSeconds(4), () => _stop.OnNext(ExitCode.Interrupted));

        Assert.That(Run(Request, Script("a--b---c----d--|").Then(204), new RawFormat(false)), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(_output.ToString(), Is.EqualTo("a\nb\n"));
    }

    [Test]
    public void Reports_a_gap_and_does_not_print_it_as_an_event()
    {
        var server = new SseScript(_clock, TimeSpan.FromSeconds(1)).Connection(
            "a|", ('a', new SseGap(SseGapReason.Expired, 3, "7").ToEvent("9"))).Then(204);

        Run(Request, server);

        Assert.That(_output.ToString(), Is.Empty);
        Assert.That(_error.ToString(), Does.Contain("* gap  3 events are missing after ID 7 (Expired)\n"));
    }

    [Test]
    public void Emits_an_event_only_after_it_was_printed()
    {
        var emitted = new List<string>();
        var server = Script("a--b---c----d--|");
        var console = new ConsoleWriter(TextOutput.Create(_output, false), TextOutput.Create(_error, false), isTerminal: false);
        var printer = new EventPrinter(
            Request with { Take = 2 }, new RawFormat(false), console, new ConnectionReport(console, true, false, false), null, _clock);

        using var _ = printer.Print(SseObservable.Signals(server.Transport, server.Options), _stop).Subscribe(
            e => emitted.Add($"{e.Data} after {_output}"));
        _clock.AdvanceBy(TimeSpan.FromMinutes(1));

        Assert.That(emitted, Is.EqualTo(new[] { "a after a\n", "b after a\nb\n" }));
    }

    /// <summary>Events a and c have type x, events b and d type y.</summary>
    private SseScript Script(string diagram) => new SseScript(_clock, TimeSpan.FromSeconds(1)).Connection(
        diagram,
        [
            .. "abcd".Where(diagram.Contains).Select(
                letter => (letter, (SseMarble)new SseEvent($"{letter}", letter is 'a' or 'c' ? "x" : "y", $"{letter - 'a' + 1}"))),
        ]);

    private ExitCode Run(ListenRequest request, SseScript server, IEventFormat? format = null)
    {
        var console = new ConsoleWriter(TextOutput.Create(_output, false), TextOutput.Create(_error, false), isTerminal: false);
        var printer = new EventPrinter(
            request, format ?? new TabSeparatedFormat(), console, new ConnectionReport(console, false, false, false), null, _clock);
        var isCompleted = false;
        using var _ = printer.Print(SseObservable.Signals(server.Transport, server.Options), _stop).Subscribe(
            _ => { }, error => Assert.Fail(error.ToString()), () => isCompleted = true);
        for (var second = 0; second < 40 && !isCompleted; second++)
        {
            _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        return printer.ExitCode;
    }
}
