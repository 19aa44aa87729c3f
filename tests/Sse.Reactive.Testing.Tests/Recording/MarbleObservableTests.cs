using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Hot and cold observables of marble strings, and their recorded subscriptions.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class MarbleObservableTests(string scheduler) : VirtualTimeFixture
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [TestCase("a-b--|")]
    [TestCase("(ab)-#")]
    [TestCase("-- 5s a 100ms (b|)")]
    public void Hot_and_cold_observables_play_their_string(string marbles)
    {
        _marbles.Expect(_marbles.Hot(marbles)).ToBe(marbles);
        _marbles = NewMarbles(scheduler);
        _marbles.Expect(_marbles.Cold(marbles)).ToBe(marbles);
    }

    [Test]
    public void A_cold_observable_starts_with_each_subscription()
    {
        var source = _marbles.Cold("-a-b|");

        var first = _marbles.Expect(source);
        var second = _marbles.Expect(source, "---^");

        first.ToBe(" -a-b|");
        second.ToBe("----a-b|");
        source.ExpectSubscriptions("^---!", "---^---!");
    }

    [Test]
    public void A_hot_observable_plays_without_subscribers()
    {
        var source = _marbles.Hot("-a-b-c|");

        var late = _marbles.Expect(source, "--^-!");

        late.ToBe("---b------");
        source.ExpectSubscriptions("--^-!");
    }

    [Test]
    public void Events_of_a_hot_observable_before_the_caret_are_in_the_past() =>
        _marbles.Expect(_marbles.Hot("-a-^-b|")).ToBe("--b|");
}
