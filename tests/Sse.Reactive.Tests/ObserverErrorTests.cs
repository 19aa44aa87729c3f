using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>What an observer or a selector throws: never a reconnect, never swallowed.</summary>
public class ObserverErrorTests : VirtualTimeTests
{
    [Test]
    public void A_throwing_observer_closes_the_connection_and_the_exception_reaches_the_delivering_thread()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\n", 10));
        var calls = 0;
        using var subscription = Connect().Subscribe(_ => Throw(ref calls));

        Assert.Throws<MyException>(() => Scheduler.RunTo(seconds: 1));
        Scheduler.Stop(); // it was thrown out of the middle of its run
        Scheduler.RunTo(seconds: 10);

        Assert.That(calls, Is.EqualTo(1));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void The_same_when_the_event_comes_while_Subscribe_still_runs()
    {
        Server.Connection(Send("data: a\n\ndata: b\n\n"));
        var calls = 0;

        Assert.Throws<MyException>(() => Connect().Subscribe(_ => Throw(ref calls)));
        Scheduler.RunTo(seconds: 10);

        Assert.That(calls, Is.EqualTo(1));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void The_same_after_a_reconnect_whose_event_comes_at_once()
    {
        Server.Refuse().Connection(Send("data: a\n\ndata: b\n\n"));
        var calls = 0;
        using var subscription = Connect().Subscribe(_ => Throw(ref calls));

        Assert.Throws<MyException>(() => Scheduler.RunTo(seconds: 5));
        Scheduler.Stop(); // it was thrown out of the middle of its run
        Scheduler.RunTo(seconds: 20);

        Assert.That(calls, Is.EqualTo(1));
        Assert.That(Server.Attempts, Has.Count.EqualTo(2));
        Assert.That(Server.Attempts[1].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void A_signal_observer_that_throws_at_the_disconnect_ends_it_too()
    {
        Server.Connection(End(10)).Connection();
        var calls = 0;
        using var subscription = SseObservable.Signals(Server.Transport, Scheduler.Options()).OfType<SseSignal.Disconnected>()
            .Subscribe(_ => Throw(ref calls));

        Assert.Throws<MyException>(() => Scheduler.RunTo(seconds: 1));
        Scheduler.Stop(); // it was thrown out of the middle of its run
        Scheduler.RunTo(seconds: 10);

        Assert.That((calls, Server.Attempts.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_throwing_selector_is_an_error_without_a_reconnect()
    {
        Server.Connection(Send("data: a\n\n"));
        Exception? error = null;
        var calls = 0;

        using var subscription = SseObservable.Connect<int>(Server.Transport, _ => Throw(ref calls), Scheduler.Options())
            .Subscribe(_ => { }, e => error = e);
        Scheduler.RunTo(seconds: 10);

        Assert.That(error, Is.TypeOf<MyException>());
        Assert.That((calls, Server.Attempts.Count), Is.EqualTo((1, 1)));
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    private IObservable<SseEvent> Connect() => SseObservable.Connect(Server.Transport, Scheduler.Options());

    private static int Throw(ref int calls)
    {
        calls++;
        throw new MyException();
    }

    private sealed class MyException : Exception;
}
