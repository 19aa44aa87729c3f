using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>One connection, any number of subscribers.</summary>
public class ShareTests : VirtualTimeTests
{
    private static readonly (char, string) Opened = ('o', "Opened");

    private static readonly (char, string) Disconnected = ('d', "Disconnected");

    [Test]
    public void All_subscribers_see_one_connection()
    {
        Server.Connection("-a|").Then(204);
        var shared = Shared();

        var first = Server.Expect(shared.Select(Name));
        var second = Server.Expect(shared.Select(Name));

        first.ToBe(" oad--(e|)", Opened, ('a', "a"), Disconnected, ('e', "Ended"));
        second.ToBe("oad--(e|)", Opened, ('a', "a"), Disconnected, ('e', "Ended"));
        Server.ExpectOpen("^-!", "-----(^!)");
    }

    [Test]
    public void Events_and_states_of_it_are_one_connection()
    {
        Server.Connection("---a--|").Then(204);
        var shared = Shared();

        var events = Server.Expect(shared.Events());
        var states = Server.Expect(shared.States());

        events.ToBe("---a-----|");
        states.ToBe("o-----c--(x|)", ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open), ('x', SseConnectionState.Closed));
        Server.ExpectOpen("^-----!", "---------(^!)");
    }

    [TestCase("--^", "--o-d--ob-c", TestName = "A_late_subscriber_is_told_first_that_it_is_open_and_no_old_events")]
    [TestCase("-----^", "-----d-ob-c", TestName = "A_late_subscriber_is_told_first_that_it_is_disconnected")]
    [TestCase("---------^", "---------oc", TestName = "A_late_subscriber_is_told_first_that_it_is_open_again")]
    public void Late(string subscription, string expected)
    {
        Server.Connection("ax--|", ('a', "a"), ('x', Wire("retry: 3000\n:x\n"))).Connection("-b-c");
        var shared = Shared();
        Server.Expect(shared);

        Server.Expect(shared.Select(Name), subscription).ToBe(expected, [.. new[] { Opened, Disconnected, ('b', "b"), ('c', "c") }.Where(l => expected.Contains(l.Item1))]);
    }

    [Test]
    public void A_subscriber_before_the_response_is_told_nothing_yet()
    {
        Server.Connection("-^a");
        var shared = Shared();

        var first = Server.Expect(shared.Select(Name));
        var second = Server.Expect(shared.Select(Name));

        first.ToBe(" -oa", Opened, ('a', "a"));
        second.ToBe("-oa", Opened, ('a', "a"));
    }

    [Test]
    public void The_last_to_leave_closes_and_the_next_starts_anew()
    {
        Server.Connection("a", ('a', new SseEvent("a", LastEventId: "1"))).Connection("-");
        var shared = Shared();

        Server.Expect(shared, "^-!");
        Server.Expect(shared, "^--!");
        var next = Server.Expect(shared.Select(Name), "-----^");

        next.ToBe("         -----o", Opened);
        Server.ExpectOpen("  ^--!", "-----^");
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "" }));
    }

    [Test]
    public void After_the_end_the_next_starts_anew_also_beside_one_that_never_left()
    {
        var source = new Subject<SseSignal>();
        var subscriptions = 0;
        var shared = Observable.Defer(() =>
        {
            subscriptions++;
            return subscriptions == 1 ? source : Observable.Never<SseSignal>();
        }).Share();
        using var one = shared.Subscribe(new Unending());
        source.OnNext(SignalOf(1));
        source.OnCompleted();
        var next = new List<SseSignal>();

        using var two = shared.Subscribe(next.Add);

        Assert.That(subscriptions, Is.EqualTo(2));
        Assert.That(next, Is.Empty);
    }

    [Test]
    public void Retry_on_it_connects_anew()
    {
        Server.Then(404).Connection("a");

        Server.Expect(Shared().Events().Retry(2)).ToBe("a");
        Server.ExpectOpen("                             (^!)", "^");
    }

    [Test]
    public void Take_stops_a_transport_that_never_waits()
    {
        Server.Then((_, _) => new(new SseResponse(new MemoryStream("data: a\n\ndata: b\n\n"u8.ToArray())))).Forever();

        Server.Run(Shared().Events().Take(1), until: TimeSpan.FromSeconds(100)).ToBe("(a|)");
        Server.ExpectOpen("                                                          (^!)");
    }

    [Test]
    public void What_one_subscriber_throws_goes_up_and_ends_it_for_all()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        Exception? told = null;
        using var one = shared.Subscribe(_ => { }, error => told = error);
        using var two = shared.Subscribe(_ => throw new FormatException());

        Assert.Throws<FormatException>(() => source.OnNext(SignalOf(1)));

        Assert.That(told, Is.InstanceOf<FormatException>());
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void States_of_it_begin_with_the_state_it_is_in()
    {
        Server.Connection("--|").Connection("--|").Then(204);
        var shared = Shared();
        using var one = shared.Subscribe();

        RunTo(seconds: 1);
        Assert.That(First(), Is.EqualTo(new[] { SseConnectionState.Open }));
        RunTo(seconds: 3);
        Assert.That(First(), Is.EqualTo(new[] { SseConnectionState.Connecting }));
        RunTo(seconds: 6);
        Assert.That(First(), Is.EqualTo(new[] { SseConnectionState.Open }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));

        List<SseConnectionState> First()
        {
            var states = new List<SseConnectionState>();
            using (shared.States().Subscribe(states.Add))
            {
                return states;
            }
        }
    }

    [Test]
    public void States_of_it_before_the_response_are_connecting_whoever_was_first()
    {
        Server.Connection("-^");
        var shared = Shared();
        var first = new List<SseConnectionState>();
        var second = new List<SseConnectionState>();

        using var one = shared.States().Subscribe(first.Add);
        using var two = shared.States().Subscribe(second.Add);
        Assert.That(second, Is.EqualTo(new[] { SseConnectionState.Connecting }));
        RunTo(seconds: 2);

        Assert.That(first, Is.EqualTo(new[] { SseConnectionState.Connecting, SseConnectionState.Open }));
        Assert.That(second, Is.EqualTo(first));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void The_others_are_told_whatever_one_of_them_does_with_it(int thrower)
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        var told = new List<Exception>();
        for (var i = 0; i < 3; i++)
        {
            Action<SseSignal> onNext = i == thrower ? _ => throw new FormatException() : _ => { };
            _ = i == 2 ? shared.Subscribe(onNext, told.Add) : shared.Subscribe(onNext); // without onError: rethrown
        }

        using var last = shared.Subscribe(_ => { }, told.Add);

        Assert.Throws<FormatException>(() => source.OnNext(SignalOf(1)));

        Assert.That(told, Has.Count.EqualTo(thrower == 2 ? 1 : 2).And.All.InstanceOf<FormatException>());
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void An_end_reaches_all_whatever_they_throw_and_none_of_that_is_hidden()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        Exception? told = null;
        using var one = shared.Subscribe(_ => { }, _ => throw new FormatException());
        using var two = shared.Subscribe(_ => { }, _ => throw new NotSupportedException());
        using var three = shared.Subscribe(_ => { }, error => told = error);

        var thrown = Assert.Throws<AggregateException>(() => source.OnError(new IOException()));

        Assert.That(thrown!.InnerExceptions.Select(e => e.GetType()), Is.EqualTo(new[] { typeof(FormatException), typeof(NotSupportedException) }));
        Assert.That(told, Is.InstanceOf<IOException>());
    }

    [Test]
    public void One_that_throws_when_told_the_state_on_arrival_was_never_there()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        var seen = new List<SseSignal>();
        var one = shared.Subscribe(seen.Add);
        source.OnNext(SignalOf(1));

        Assert.Throws<FormatException>(() => shared.Subscribe(_ => throw new FormatException()));
        source.OnNext(SignalOf(2));
        Assert.That(seen, Has.Count.EqualTo(2));

        one.Dispose();
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void One_that_throws_within_its_own_Subscribe_closes_the_connection()
    {
        Server.Connection("a").Connection("-");
        var shared = Shared();

        Assert.Throws<FormatException>(() => shared.Subscribe(_ => throw new FormatException()));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);

        using var next = shared.Subscribe();
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Whoever_comes_while_signals_run_misses_none_and_sees_none_twice_or_at_once()
    {
        const int Count = 200_000;
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        using var first = shared.Subscribe();
        source.OnNext(SignalOf(0));
        var running = Task.Run(() =>
        {
            for (var i = 1; i <= Count; i++)
            {
                source.OnNext(SignalOf(i));
            }
        });

        while (!running.IsCompleted)
        {
            var last = -1;
            var inside = 0;
            var faults = 0;
            using var late = shared.Subscribe(signal =>
            {
                faults += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                var attempt = ((SseSignal.Opened)signal).Attempt;
                faults += last < 0 || attempt == last + 1 ? 0 : 1;
                last = attempt;
                Interlocked.Decrement(ref inside);
            });
            var start = Volatile.Read(ref last);
            Assert.That(start, Is.Not.Negative, "told at once");
            while (Volatile.Read(ref last) < start + 20 && !running.IsCompleted)
            {
                Thread.Yield();
            }

            Assert.That(Volatile.Read(ref faults), Is.Zero);
        }

        await running;
    }

    private IObservable<SseSignal> Shared() => Signals().Share();

    private static SseSignal.Opened SignalOf(int attempt) => new(attempt, null, new Dictionary<string, string>());

    private static string Name(SseSignal signal) => signal is SseSignal.Event e ? e.Value.Data : signal.GetType().Name;

    /// <summary>Never disposes of its subscription.</summary>
    private sealed class Unending : IObserver<SseSignal>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(SseSignal value)
        {
        }
    }
}
