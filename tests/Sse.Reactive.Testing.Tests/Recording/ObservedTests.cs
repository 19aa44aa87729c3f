using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Recordings, and assertions on them.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ObservedTests(string scheduler) : VirtualTimeFixture
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [Test]
    public void Lists_are_equal_if_their_items_are_equal() =>
        _marbles.Expect(_marbles.ColdOf<string>("abc|").Buffer(2)).ToBe("-x-(y|)", ('x', ["a", "b"]), ('y', ["c"]));

    [Test]
    public void Unsubscribe_ends_the_recording()
    {
        var source = _marbles.Hot("-a-b-c|");
        var seen = _marbles.Run(source, until: 3 * Frame);

        seen.Unsubscribe();

        seen.ToBe("-a-b---");
        source.ExpectSubscriptions("^--!");
    }

    [Test]
    public void Error_and_IsCompleted_tell_how_the_sequence_ended()
    {
        var completed = _marbles.Run(_marbles.Cold("a|"), until: Frame);
        var failed = _marbles.Run(Observable.Throw<int>(new FormatException("why")), until: Frame);
        var going = _marbles.Run(_marbles.Cold("a"), until: 5 * Frame);

        Assert.That((completed.IsCompleted, completed.Error), Is.EqualTo((true, (Exception?)null)));
        Assert.That((failed.IsCompleted, failed.Error!.Message), Is.EqualTo((false, "why")));
        Assert.That((going.IsCompleted, going.Error), Is.EqualTo((false, (Exception?)null)));
    }
}
