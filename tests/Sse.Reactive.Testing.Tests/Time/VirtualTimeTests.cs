using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>How virtual time is played, in frames.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class VirtualTimeTests(string scheduler) : VirtualTimeFixture
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [Test]
    public void ToBe_plays_virtual_time_to_the_end_of_the_string()
    {
        _marbles.Expect(Observable.Timer(TimeSpan.FromHours(1), _marbles.Scheduler).Select(_ => "a")).ToBe("60m (a|)");

        Assert.That(_marbles.Now, Is.EqualTo(TimeSpan.FromHours(1)).Within(Frame * 5));
    }

    [Test]
    public void Operators_that_schedule_immediate_work_stay_in_their_frame() =>
        _marbles.Expect(_marbles.Cold("a-b|")
            .ObserveOn(_marbles.Scheduler)
            .SubscribeOn(_marbles.Scheduler)
            .Delay(Frame, _marbles.Scheduler)).ToBe("-a-b|");

    [Test]
    public void A_subscription_after_an_expectation_starts_in_the_next_frame()
    {
        var hot = _marbles.Hot("a--b|");
        _marbles.Expect(_marbles.Cold("a--")).ToBe("a--");

        Assert.That(_marbles.Now, Is.EqualTo(3 * Frame));
        var next = _marbles.Expect(Observable.Return("x").Concat(_marbles.ColdOf<string>("-y|")));
        var rest = _marbles.Expect(hot);
        next.ToBe("---xy|");
        rest.ToBe("---b|");
    }

    [Test]
    public void Virtual_time_cannot_run_backwards()
    {
        _marbles.Run(TimeSpan.FromSeconds(2));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _marbles.Run(TimeSpan.FromSeconds(1)));

        Assert.That(error!.Message, Does.StartWith("1s is in the past. Virtual time is at 2s, and cannot run backwards."));
    }

    [Test]
    public void Virtual_time_cannot_run_past_its_maximum() =>
        Assert.That(
            Assert.Throws<ArgumentOutOfRangeException>(() => _marbles.Run(TimeSpan.MaxValue))!.Message,
            Does.StartWith("Virtual time cannot run past DateTimeOffset.MaxValue."));

    [Test]
    public void Virtual_time_can_continue_after_an_exception_in_a_callback()
    {
        using var throws = _marbles.Cold("-a").Subscribe(_ => throw new FormatException());

        Assert.Throws<FormatException>(() => _marbles.Run(TimeSpan.FromSeconds(1)));

        _marbles.Expect(_marbles.Cold("a|")).ToBe("-a|");
    }

    [Test]
    public void Run_within_a_callback_is_an_error()
    {
        Exception? error = null;
        using var subscription = _marbles.Cold("-a")
            .Subscribe(_ => error = Assert.Throws<InvalidOperationException>(() => _marbles.Run(TimeSpan.FromSeconds(1))));

        _marbles.Expect(_marbles.Cold("a-b|")).ToBe("a-b|");

        Assert.That(error!.Message, Does.StartWith("Virtual time is already running."));
    }

    [Test]
    public void Frames_are_counted_from_the_creation_of_the_marbles()
    {
        var later = scheduler == nameof(TestScheduler)
            ? Later(new TestScheduler(), s => new(s), s => new(s, Frame))
            : Later(new HistoricalScheduler(), s => new(s), s => new(s, Frame));

        later.Expect(later.Cold("-a|")).ToBe("-a|");

        static Marbles Later<T>(T scheduler, Func<T, Marbles> first, Func<T, Marbles> second)
        {
            first(scheduler).Run(TimeSpan.FromSeconds(3));
            return second(scheduler);
        }
    }

    [Test]
    public void An_empty_string_is_expected_at_the_minimum_of_time()
    {
        var marbles = NewMarblesAtMinimum();
        var seen = marbles.Expect(Observable.Never<string>());

        seen.ToBe("");
        marbles.Run(TimeSpan.FromMilliseconds(5));
        seen.ToBe("");
    }

    private Marbles NewMarblesAtMinimum() => scheduler == nameof(TestScheduler) ? new(new TestScheduler()) : new(new HistoricalScheduler());
}
