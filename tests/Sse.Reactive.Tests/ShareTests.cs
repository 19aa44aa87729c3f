using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>One connection, any number of subscribers.</summary>
public class ShareTests : VirtualTimeTests
{
    [Test]
    public void All_subscribers_see_one_connection()
    {
        Server.Connection(Send("data: a\n\n", 1000), End(2000)).Status(204);
        var shared = Shared();
        var first = new List<string>();
        var second = new List<string>();

        using var one = shared.Subscribe(s => first.Add(Name(s)));
        using var two = shared.Subscribe(s => second.Add(Name(s)));
        Scheduler.RunTo(seconds: 20);

        Assert.That(first, Is.EqualTo(new[] { "Opened", "a", "Disconnected", "Ended" }));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void Events_and_states_of_it_are_one_connection()
    {
        Server.Connection(Send("data: a\n\n", 1000), End(2000)).Status(204);
        var shared = Shared();
        var states = Scheduler.CreateObserver<SseConnectionState>();
        var events = Scheduler.CreateObserver<SseEvent>();

        using var one = shared.Events().Subscribe(events);
        using var two = shared.States().Subscribe(states);
        Scheduler.RunTo(seconds: 20);

        Assert.That(Values(events), Is.EqualTo(new[] { new SseEvent("a") }));
        Assert.That(
            Values(states),
            Is.EqualTo(new[] { SseConnectionState.Connecting, SseConnectionState.Open, SseConnectionState.Connecting, SseConnectionState.Closed }));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [TestCase(0.5, "Opened", TestName = "A_late_subscriber_is_told_first_that_it_is_open_and_no_old_events")]
    [TestCase(2.5, "Disconnected", TestName = "A_late_subscriber_is_told_first_that_it_is_disconnected")]
    [TestCase(6.0, "Opened", TestName = "A_late_subscriber_is_told_first_that_it_is_open_again")]
    public void Late(double at, string expected)
    {
        Server.Connection(Send("data: a\n\n"), Send("retry: 3000\n:x\n", 100), End(2000)).Connection(Send("data: b\n\n"), Send("data: c\n\n", 5000));
        var shared = Shared();
        var late = new List<string>();

        using var one = shared.Subscribe();
        Scheduler.RunTo(at);
        using var two = shared.Subscribe(s => late.Add(Name(s)));
        Assert.That(late, Is.EqualTo(new[] { expected }));
        Scheduler.RunTo(seconds: 20);

        Assert.That(late.Last(), Is.EqualTo("c"));
    }

    [Test]
    public void A_subscriber_before_the_response_is_told_nothing_yet()
    {
        Server.Late(TimeSpan.FromSeconds(1), Send("data: a\n\n"));
        var shared = Shared();
        var second = new List<string>();

        using var one = shared.Subscribe();
        using var two = shared.Subscribe(s => second.Add(Name(s)));
        Assert.That(second, Is.Empty);
        Scheduler.RunTo(seconds: 2);

        Assert.That(second, Is.EqualTo(new[] { "Opened", "a" }));
    }

    [Test]
    public void The_last_to_leave_closes_and_the_next_starts_anew()
    {
        Server.Connection(Send("id: 1\ndata: a\n\n")).Connection();
        var shared = Shared();
        var next = new List<string>();

        var one = shared.Subscribe();
        var two = shared.Subscribe();
        one.Dispose();
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Null);
        two.Dispose();
        Assert.That(Server.Attempts.Single().ClosedAt, Is.Not.Null);
        using var three = shared.Subscribe(s => next.Add(Name(s)));

        Assert.That(next, Is.EqualTo(new[] { "Opened" }));
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
        source.OnNext(Opened(1));
        source.OnCompleted();
        var next = new List<SseSignal>();

        using var two = shared.Subscribe(next.Add);

        Assert.That(subscriptions, Is.EqualTo(2));
        Assert.That(next, Is.Empty);
    }

    [Test]
    public void Retry_on_it_connects_anew()
    {
        Server.Status(404).Connection(Send("data: a\n\n"));
        var seen = new List<SseEvent>();

        using var subscription = Shared().Events().Retry(2).Subscribe(seen.Add);

        Assert.That(seen, Has.Count.EqualTo(1));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void Take_stops_a_transport_that_never_waits()
    {
        Server.Answer(() => new(new MemoryStream("data: a\n\ndata: b\n\n"u8.ToArray()))).Forever();
        var seen = new List<SseEvent>();

        using var subscription = Shared().Events().Take(1).Subscribe(seen.Add);
        Scheduler.RunTo(seconds: 100);

        Assert.That(seen, Has.Count.EqualTo(1));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_one_subscriber_throws_goes_up_and_ends_it_for_all()
    {
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        Exception? told = null;
        using var one = shared.Subscribe(_ => { }, error => told = error);
        using var two = shared.Subscribe(_ => throw new FormatException());

        Assert.Throws<FormatException>(() => source.OnNext(Opened(1)));

        Assert.That(told, Is.InstanceOf<FormatException>());
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public async Task Whoever_comes_while_signals_run_misses_none_and_sees_none_twice_or_at_once()
    {
        const int Count = 200_000;
        var source = new Subject<SseSignal>();
        var shared = source.Share();
        using var first = shared.Subscribe();
        source.OnNext(Opened(0));
        var running = Task.Run(() =>
        {
            for (var i = 1; i <= Count; i++)
            {
                source.OnNext(Opened(i));
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

    private IObservable<SseSignal> Shared() => SseObservable.Signals(Server.Transport, Scheduler.Options()).Share();

    private static SseSignal.Opened Opened(int attempt) => new(attempt, null, new Dictionary<string, string>());

    private static IEnumerable<T> Values<T>(ITestableObserver<T> observer) => observer.Messages.Where(m => m.Value.HasValue).Select(m => m.Value.Value);

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
