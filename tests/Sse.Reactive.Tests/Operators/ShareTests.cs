using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary><see cref="SseSignalExtensions.Share"/>: one connection for any number of subscribers.</summary>
public class ShareTests : VirtualTimeTests
{
    private static readonly (char, string) Opened = ('o', "Opened");

    private static readonly (char, string) Disconnected = ('d', "Disconnected");

    [Test]
    public void All_subscribers_share_one_connection()
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
    public void Events_and_states_share_one_connection()
    {
        Server.Connection("---a--|").Then(204);
        var shared = Shared();

        var events = Server.Expect(shared.Events());
        var states = Server.Expect(shared.States());

        events.ToBe("---a-----|");
        states.ToBe(
            "o-----c--(x|)", ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open), ('x', SseConnectionState.Closed));
        Server.ExpectOpen("^-----!", "---------(^!)");
    }

    [TestCase("--^", "--o-d--ob-c", TestName = "A_late_subscriber_receives_Opened_first_and_no_old_events")]
    [TestCase("-----^", "-----d-ob-c", TestName = "A_late_subscriber_receives_Disconnected_first")]
    [TestCase("---------^", "---------oc", TestName = "A_late_subscriber_receives_the_latest_Opened_first")]
    public void Late(string subscription, string expected)
    {
        Server.Connection("ax--|", ('a', "a"), ('x', Wire("retry: 3000\n:x\n"))).Connection("-b-c");
        var shared = Shared();
        Server.Expect(shared);

        Server.Expect(shared.Select(Name), subscription).ToBe(
            expected, [.. new[] { Opened, Disconnected, ('b', "b"), ('c', "c") }.Where(l => expected.Contains(l.Item1))]);
    }

    [Test]
    public void A_subscriber_before_the_response_receives_nothing_yet()
    {
        Server.Connection("-^a");
        var shared = Shared();

        var first = Server.Expect(shared.Select(Name));
        var second = Server.Expect(shared.Select(Name));

        first.ToBe(" -oa", Opened, ('a', "a"));
        second.ToBe("-oa", Opened, ('a', "a"));
    }

    [Test]
    public void The_last_subscriber_closes_the_connection_and_the_next_one_opens_another()
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
    public void After_the_end_the_next_subscriber_connects_even_if_another_one_never_left()
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
    public void Retry_connects_again()
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
    public void States_start_with_the_current_state()
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
    public void States_start_with_Connecting_before_the_response()
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

    [Test]
    public async Task A_late_subscriber_receives_concurrent_signals_once_and_in_order()
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
            Assert.That(start, Is.Not.Negative, "received at once");
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
