using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>Bytes that lead to no event are visible: events that are cut off, and lines that are no fields.</summary>
public class DiscardedBytesTests : VirtualTimeTests
{
    [TestCase("data: a\n\ndata: {\"x\"", 10)]
    [TestCase("data: a\n\ndata: abc\n", 3)]
    [TestCase("data: a\n\ndata: abc\nda", 5)]
    [TestCase("{\"error\":1}", 11)]
    [TestCase("data: a\n\n", 0)]
    [TestCase("", 0)]
    public void A_clean_end_reports_the_bytes_of_an_unfinished_event(string body, int expected)
    {
        Server.Then(200, body).Then(204);

        var lost = (SseStreamClosedException)Signals<SseSignal.Disconnected>()[0].Cause;

        Assert.That(lost.DiscardedBytes, Is.EqualTo(expected));
        Assert.That(lost.Message, Is.EqualTo(
            "The server ended the event stream. If it is meant to end, use SseReconnect.Never, or let the server answer 204 to the "
            + "reconnect."
            + (expected > 0 ? $" {expected} bytes of an unfinished event were discarded: a blank line must end each event." : "")));
    }

    [Test]
    public void Lines_that_are_no_fields_are_reported_when_they_arrive_and_logged_once_for_a_connection()
    {
        var log = new ListLogger();
        Server.Connection("a-b", ('a', Wire("error: {\"s3cret\":1}\ndatum\n: c\ndata: x\n\n")), ('b', Wire("{}\n")));

        var seen = Server.Run(Signals(Server.Options with { Logger = log }), TimeSpan.FromSeconds(10));

        Assert.That(seen.Values.Skip(1), Is.EqualTo(new SseSignal[]
        {
            new SseSignal.LinesIgnored(2, "error: {\"s3cret\":1}\ndatum"),
            new SseSignal.Comment(" c"),
            new SseSignal.Event(new("x")),
            new SseSignal.LinesIgnored(1, "{}"),
        }));
        Assert.That(log.Lines.Count(line => line.Contains("belong to no event", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(string.Concat(log.Lines), Does.Not.Contain("s3cret"));
    }

    [Test]
    public void Ignored_lines_are_shortened_and_each_is_shown_once()
    {
        var longLine = new string('x', 2000);
        Server.Then(200, $"{longLine}\n")
            .Then(200, $"a\nb\na\n\nb\naa\nevent: a\n\nb\nevent: a\n\n{longLine[..985]}\nc\n")
            .Then(204);

        Assert.That(Signals<SseSignal.LinesIgnored>(), Is.EqualTo(new[]
        {
            new SseSignal.LinesIgnored(1, longLine[..1000]),
            new SseSignal.LinesIgnored(10, "a\nb\naa\nevent: a\n" + longLine[..(1000 - 16)]),
        }));
    }

    [Test]
    public void Fields_of_the_standard_whose_value_is_ignored_are_not_reported()
    {
        Server.Then(200, "id: a\0b\nretry: x\nevent\ndata\n\n").Then(204);

        Assert.That(Signals<SseSignal.LinesIgnored>(), Is.Empty);
    }

    [TestCase("event: error\n\n", 1)]
    [TestCase("event: error\n\nevent: error\n\n", 2)]
    [TestCase("event:error\nid: 1\n\n", 1)]
    [TestCase("event: other\nevent: error\n: c\n\ndata: x\n\n", 1)]
    [TestCase("event: error\ndata\n\n", 0)]
    [TestCase("event: error\nevent:\n\n", 0)]
    [TestCase("event: error\n", 0)]
    public void The_type_of_a_block_without_data_is_reported(string body, int expected)
    {
        Server.Then(200, body).Then(204);

        Assert.That(
            Signals<SseSignal.LinesIgnored>(),
            Is.EqualTo(expected == 0 ? [] : new[] { new SseSignal.LinesIgnored(expected, "event: error") }));
    }

    [Test]
    public void Ignored_lines_are_reported_before_the_event_that_follows_them([Values] bool isPulled)
    {
        Server.Then(200, "data: a\n\nbad\nretry: 3000\nworse\n\nevent: error\n\ndata: b\nbad\n\ndata: c\n\nlast\n").Then(204);

        var values = isPulled ? Pulled() : Server.Run(Signals(), TimeSpan.FromSeconds(30)).Values;

        Assert.That(values.Where(signal => signal is SseSignal.Event or SseSignal.LinesIgnored), Is.EqualTo(new SseSignal[]
        {
            new SseSignal.Event(new("a")),
            new SseSignal.LinesIgnored(4, "bad\nworse\nevent: error"), // the retry line changes nothing
            new SseSignal.Event(new("b")),
            new SseSignal.Event(new("c")),
            new SseSignal.LinesIgnored(1, "last"),
        }));

        IEnumerable<SseSignal> Pulled()
        {
            var seen = Server.Expect(SseAsyncEnumerable.Signals(Server.Transport, Server.Options));
            RunTo(30);
            return seen.Values;
        }
    }

    private TSignal[] Signals<TSignal>() =>
        [.. Server.Run(Signals(), TimeSpan.FromSeconds(30)).Values.OfType<TSignal>()];
}
