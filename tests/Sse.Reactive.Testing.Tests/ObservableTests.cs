using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace Sse.Reactive.Testing.Tests;

/// <summary>Observables made from marble strings, and what is expected of them.</summary>
[TestFixture(nameof(TestScheduler))]
[TestFixture(nameof(HistoricalScheduler))]
public class ObservableTests(string scheduler) : AnyScheduler
{
    private Marbles _marbles = null!;

    [SetUp]
    public void SetUp() => _marbles = NewMarbles(scheduler);

    [TestCase("a-b--|")]
    [TestCase("(ab)-#")]
    [TestCase("-- 5s a 100ms (b|)")]
    public void Cold_and_hot_are_what_their_string_says(string marbles)
    {
        _marbles.Expect(_marbles.Hot(marbles)).ToBe(marbles);
        NewMarblesAgain();
        _marbles.Expect(_marbles.Cold(marbles)).ToBe(marbles);
    }

    [Test]
    public void A_cold_one_begins_with_each_subscription()
    {
        var source = _marbles.Cold("-a-b|");

        var first = _marbles.Expect(source);
        var second = _marbles.Expect(source, "---^");

        first.ToBe(" -a-b|");
        second.ToBe("----a-b|");
        source.ExpectSubscriptions("^---!", "---^---!");
    }

    [Test]
    public void A_hot_one_waits_for_nobody()
    {
        var source = _marbles.Hot("-a-b-c|");

        var late = _marbles.Expect(source, "--^-!");

        late.ToBe("---b------");
        source.ExpectSubscriptions("--^-!");
    }

    [Test]
    public void What_comes_in_the_frame_in_which_a_subscription_ends_is_not_observed()
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
    public void What_comes_at_once_is_observed_though_the_subscription_ends_in_the_same_frame() =>
        _marbles.Expect(Observable.Return("a"), "-(^!)").ToBe("-(a|)");

    [Test]
    public void What_a_hot_one_did_before_its_start_is_past() =>
        _marbles.Expect(_marbles.Hot("-a-^-b|")).ToBe("--b|");

    [Test]
    public void Letters_are_events_data_and_wire_text()
    {
        var events = _marbles.Hot(
            "a-b-c-d-(e|)",
            ('a', new SseEvent("x", "ping", "1")), ('b', "y"), ('c', SseMarble.Wire("id: 7\ndata: z\n\ndata: ha")), ('d', SseMarble.Wire("lf\n\n")), ('e', new SseFrame.Comment("hi")));

        _marbles.Expect(events).ToBe(
            "a-b-c-d-|",
            ('a', new SseEvent("x", "ping", "1")), ('b', "y"), ('c', new SseEvent("z", LastEventId: "7")), ('d', SseMarble.Wire("id: 7\ndata: half\n\n")));
    }

    [Test]
    public void Letters_may_be_of_any_type() =>
        _marbles.Expect(_marbles.ColdOf("-a-b|", ('a', 1), ('b', 2)).Select(n => n * 10)).ToBe("-x-y|", ('x', 10), ('y', 20));

    [Test]
    public void Lists_are_equal_if_their_items_are() =>
        _marbles.Expect(_marbles.ColdOf<string>("abc|").Buffer(2)).ToBe("-x-(y|)", ('x', ["a", "b"]), ('y', ["c"]));

    [Test]
    public void Virtual_time_runs_as_far_as_the_string_reaches()
    {
        _marbles.Expect(Observable.Timer(TimeSpan.FromHours(1), _marbles.Scheduler).Select(_ => "a")).ToBe("60m (a|)");

        Assert.That(_marbles.Now, Is.EqualTo(TimeSpan.FromHours(1)).Within(Frame * 5));
    }

    [Test]
    public void Operators_that_schedule_at_once_stay_in_their_frame() =>
        _marbles.Expect(_marbles.Cold("a-b|").ObserveOn(_marbles.Scheduler).SubscribeOn(_marbles.Scheduler).Delay(Frame, _marbles.Scheduler)).ToBe("-a-b|");

    [Test]
    public void Run_plays_what_is_due_at_its_end()
    {
        var seen = _marbles.Run(_marbles.Cold("a--b-c|"), until: 3 * Frame);

        Assert.That(seen.Values.Select(e => e.Data), Is.EqualTo(new[] { "a", "b" }));
        _marbles.Run(until: 10 * Frame);
        seen.ToBe("a--b-c|");
    }

    [Test]
    public void Run_until_now_plays_what_is_due_now() =>
        Assert.That(_marbles.Run(_marbles.Cold("(a|)"), until: TimeSpan.Zero).IsCompleted);

    [Test]
    public void Time_does_not_run_backwards()
    {
        _marbles.Run(TimeSpan.FromSeconds(2));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _marbles.Run(TimeSpan.FromSeconds(1)));

        Assert.That(error!.Message, Does.StartWith("1s is past: virtual time is at 2s"));
    }

    [Test]
    public void Time_does_not_run_past_its_end() =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _marbles.Run(TimeSpan.MaxValue))!.Message, Does.StartWith("This is past the end of time."));

    [Test]
    public void A_subscription_cannot_begin_in_the_past()
    {
        _marbles.Run(TimeSpan.FromSeconds(2));

        Assert.That(Assert.Throws<MarbleSyntaxException>(() => _marbles.Expect(_marbles.Cold("a"), "-^"))!.Message, Does.StartWith("Column 2: This frame is past: virtual time is at 2s."));
    }

    [Test]
    public void Time_goes_on_after_an_exception_from_within()
    {
        using var throws = _marbles.Cold("-a").Subscribe(_ => throw new FormatException());

        Assert.Throws<FormatException>(() => _marbles.Run(TimeSpan.FromSeconds(1)));

        _marbles.Expect(_marbles.Cold("a|")).ToBe("-a|");
    }

    [Test]
    public void Time_that_runs_cannot_be_run()
    {
        Exception? error = null;
        using var subscription = _marbles.Cold("-a").Subscribe(_ => error = Assert.Throws<InvalidOperationException>(() => _marbles.Run(TimeSpan.FromSeconds(1))));

        _marbles.Expect(_marbles.Cold("a-b|")).ToBe("a-b|");

        Assert.That(error!.Message, Does.StartWith("Virtual time is running already."));
    }

    [Test]
    public void Unsubscribing_ends_it()
    {
        var source = _marbles.Hot("-a-b-c|");
        var seen = _marbles.Run(source, until: 3 * Frame);

        seen.Unsubscribe();

        seen.ToBe("-a-b---");
        source.ExpectSubscriptions("^--!");
    }

    [Test]
    public void The_end_of_what_was_observed_can_be_asked_for()
    {
        var completed = _marbles.Run(_marbles.Cold("a|"), until: Frame);
        var failed = _marbles.Run(Observable.Throw<int>(new FormatException("why")), until: Frame);
        var going = _marbles.Run(_marbles.Cold("a"), until: 5 * Frame);

        Assert.That((completed.IsCompleted, completed.Error), Is.EqualTo((true, (Exception?)null)));
        Assert.That((failed.IsCompleted, failed.Error!.Message), Is.EqualTo((false, "why")));
        Assert.That((going.IsCompleted, going.Error), Is.EqualTo((false, (Exception?)null)));
    }

    [Test]
    public void An_asynchronous_sequence_is_pulled()
    {
        var pulled = _marbles.Expect(Pulled(), "-^-----!");

        pulled.ToBe("-a-b-c--");

        async IAsyncEnumerable<string> Pulled([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var c = 'a'; ; c++)
            {
                yield return c.ToString();
                await _marbles.Scheduler.Sleep(2 * Frame, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [Test]
    public void A_schedulers_time_before_the_marbles_does_not_count()
    {
        var later = scheduler == nameof(TestScheduler) ? Later(new TestScheduler(), s => new(s), s => new(s, Frame)) : Later(new HistoricalScheduler(), s => new(s), s => new(s, Frame));

        later.Expect(later.Cold("-a|")).ToBe("-a|");

        static Marbles Later<T>(T scheduler, Func<T, Marbles> first, Func<T, Marbles> second)
        {
            first(scheduler).Run(TimeSpan.FromSeconds(3));
            return second(scheduler);
        }
    }

    [Test]
    public void Nothing_happens_at_the_beginning_of_time()
    {
        var marbles = NewMarblesAtTheBeginning();
        var seen = marbles.Expect(Observable.Never<string>());

        seen.ToBe("");
        marbles.Run(TimeSpan.FromMilliseconds(5));
        seen.ToBe("");
    }

    [Test]
    public void Run_plays_nothing_that_is_due_later()
    {
        var seen = _marbles.Run(Observable.Timer(TimeSpan.FromMilliseconds(29), _marbles.Scheduler), until: TimeSpan.FromMilliseconds(25));

        Assert.That(seen.Messages, Is.Empty);
        Assert.That(_marbles.Now, Is.EqualTo(TimeSpan.FromMilliseconds(25)).Within(scheduler == nameof(TestScheduler) ? TimeSpan.FromMicroseconds(0.5) : TimeSpan.Zero));
        _marbles.Run(TimeSpan.FromMilliseconds(29));
        Assert.That(seen.IsCompleted);
    }

    [Test]
    public void What_begins_after_an_expectation_is_in_the_next_frame()
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
    public void Work_without_end_at_one_instant_is_a_failure()
    {
        var marbles = new Marbles(new HistoricalScheduler(), Frame); // on TestScheduler, it takes a tick

        var repeat = Failure(() => marbles.Expect(marbles.Cold("|").Repeat()).ToBe("-a"));
        marbles = new Marbles(new HistoricalScheduler(), Frame);
        marbles.Run(TimeSpan.FromMilliseconds(20));
        var interval = Failure(() => marbles.Run(Observable.Interval(TimeSpan.Zero, marbles.Scheduler), until: TimeSpan.FromSeconds(1)));

        Assert.That(repeat, Does.StartWith("100000 pieces of work at one instant, after 0ms"));
        Assert.That(interval, Does.StartWith("100000 pieces of work at one instant, after 20ms"));

        static string Failure(Action act)
        {
            using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
            {
                return Assert.Throws<AssertionException>(act)!.Message;
            }
        }
    }

    private Marbles NewMarblesAtTheBeginning() => scheduler == nameof(TestScheduler) ? new(new TestScheduler()) : new(new HistoricalScheduler());

    private void NewMarblesAgain() => _marbles = NewMarbles(scheduler);
}
