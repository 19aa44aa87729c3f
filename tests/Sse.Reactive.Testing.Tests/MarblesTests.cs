using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Runtime.CompilerServices;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Recording of observables, asynchronous sequences and tasks.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class MarblesTests(string scheduler) : VirtualTimeFixture
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [Test]
    public void Notifications_in_the_frame_of_the_unsubscription_are_not_recorded()
    {
        var hot = _marbles.Hot("-a-(bc|)");
        var cold = _marbles.Cold("-a-(b#)");

        var ofHot = _marbles.Expect(hot, "  ^--!");
        var ofCold = _marbles.Expect(cold, "^--!");

        ofHot.ToBe("-a--------");
        ofCold.ToBe("-a--------");
        hot.ExpectSubscriptions("^--!");
        cold.ExpectSubscriptions("^--!");
    }

    [Test]
    public void Notifications_during_Subscribe_are_recorded_even_if_the_subscription_ends_in_that_frame() =>
        _marbles.Expect(Observable.Return("a"), "-(^!)").ToBe("-(a|)");

    [Test]
    public void A_subscription_cannot_begin_in_the_past()
    {
        _marbles.Run(TimeSpan.FromSeconds(2));

        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => _marbles.Expect(_marbles.Cold("a"), "-^"))!.Message,
            Does.StartWith("Column 2: This frame is in the past. Virtual time is at 2s."));
    }

    [Test]
    public void Enumerates_an_asynchronous_sequence()
    {
        var pulled = _marbles.Expect(Pulled(), "-^-----!");

        pulled.ToBe("-a-b-c--");

        async IAsyncEnumerable<string> Pulled([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var c = 'a'; ; c++)
            {
                yield return c.ToString();
                await _marbles.Scheduler.Sleep(2 * Frame, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [Test]
    public void Run_plays_work_that_is_due_at_its_end()
    {
        var seen = _marbles.Run(_marbles.Cold("a--b-c|"), until: 3 * Frame);

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
        _marbles.Run(until: 10 * Frame);
        seen.ToBe("a--b-c|");
    }

    [Test]
    public void Run_does_not_play_later_work()
    {
        var tolerance = scheduler == nameof(TestScheduler) ? TimeSpan.FromMicroseconds(0.5) : TimeSpan.Zero;
        var seen = _marbles.Run(Observable.Timer(TimeSpan.FromMilliseconds(29), _marbles.Scheduler), until: TimeSpan.FromMilliseconds(25));

        Assert.That(seen.Messages, Is.Empty);
        Assert.That(
            _marbles.Now,
            Is.EqualTo(TimeSpan.FromMilliseconds(25)).Within(tolerance));
        _marbles.Run(TimeSpan.FromMilliseconds(29));
        Assert.That(seen.IsCompleted);
    }

    [Test]
    public void Run_to_the_current_time_plays_work_that_is_due_now() =>
        Assert.That(_marbles.Run(_marbles.Cold("(a|)"), until: TimeSpan.Zero).IsCompleted);

    [Test]
    public void The_default_frame_is_one_millisecond() =>
        Assert.That(new Marbles(new HistoricalScheduler()).Frame, Is.EqualTo(TimeSpan.FromMilliseconds(1)));

    [TestCase(0)]
    [TestCase(-10_000)]
    [TestCase(9)]
    public void A_frame_below_one_microsecond_is_an_error(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new Marbles(new HistoricalScheduler(), TimeSpan.FromTicks(ticks)));
}
