using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The values of letters, given and by default.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class LetterValuesTests(string scheduler) : VirtualTimeFixture
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [Test]
    public void A_letter_can_be_an_event_data_or_wire_text()
    {
        var events = _marbles.Hot(
            "a-b-c-d-(e|)",
            ('a', new SseEvent("x", "ping", "1")),
            ('b', "y"),
            ('c', SseMarble.Wire("id: 7\ndata: z\n\ndata: ha")),
            ('d', SseMarble.Wire("lf\n\n")),
            ('e', new SseFrame.Comment("hi")));

        _marbles.Expect(events).ToBe(
            "a-b-c-d-|",
            ('a', new SseEvent("x", "ping", "1")),
            ('b', "y"),
            ('c', new SseEvent("z", LastEventId: "7")),
            ('d', SseMarble.Wire("id: 7\ndata: half\n\n")));
    }

    [Test]
    public void Letters_can_have_values_of_any_type() =>
        _marbles.Expect(_marbles.ColdOf("-a-b|", ('a', 1), ('b', 2)).Select(n => n * 10)).ToBe("-x-y|", ('x', 10), ('y', 20));

    [Test]
    public void A_letter_without_a_value_is_an_error()
    {
        var error = Assert.Throws<MarbleSyntaxException>(() => _marbles.Cold("-a-b|", ('a', "x")));

        Assert.That(error!.Message, Does.StartWith("Column 4: 'b' has no value. Add ('b', ...)."));
    }

    [Test]
    public void Letters_have_no_default_value_for_most_types() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _marbles.ColdOf<int>("-a"))!.Message,
            Does.StartWith("Column 2: 'a' has no value."));

    [Test]
    public void An_unused_value_is_an_error() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _marbles.Cold("-a", ('a', "x"), ('b', "y")))!.Message,
            Does.StartWith("The value of 'b' is not used: the string has no 'b'."));

    [Test]
    public void Two_values_for_a_letter_are_an_error() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _marbles.Cold("-a", ('a', "x"), ('a', "y")))!.Message,
            Does.StartWith("'a' has more than one value."));

    [Test]
    public void Only_letters_and_digits_can_have_a_value() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _marbles.Cold("-a", ('a', "x"), ('-', "y")))!.Message,
            Does.StartWith("'-' cannot have a value. Only letters and digits can."));
}
