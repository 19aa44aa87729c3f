using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using Sse.Tests.Shared;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>An exception of an observer or a selector never leads to a reconnect and is never swallowed.</summary>
public class ObserverErrorTests : VirtualTimeTests
{
    private static readonly SseMarble TwoEvents = Wire("data: a\n\ndata: b\n\n");

    private int _calls;

    [SetUp]
    public void SetUp() => _calls = 0;

    [Test]
    [NotForNetStandard("It reads bodies with tasks, which move an observer's exception to the thread pool.")]
    public void An_observers_exception_closes_the_connection_and_reaches_the_delivering_thread()
    {
        Server.Connection("-s", ('s', TwoEvents));
        using var subscription = Connect().Subscribe(_ => Throw());

        Assert.Throws<MyException>(() => RunTo(seconds: 2));
        RunTo(seconds: 10);

        Server.ExpectOpen("^!");
        Assert.That(_calls, Is.EqualTo(1));
    }

    [Test]
    public void An_observers_exception_during_Subscribe_reaches_its_caller()
    {
        Server.Connection("s", ('s', TwoEvents));

        Assert.Throws<MyException>(() => Connect().Subscribe(_ => Throw()));
        RunTo(seconds: 10);

        Server.ExpectOpen("(^!)");
        Assert.That(_calls, Is.EqualTo(1));
    }

    [Test]
    public void An_observers_exception_after_a_reconnect_reaches_the_scheduler()
    {
        Server.Refuse().Connection("s", ('s', TwoEvents));
        using var subscription = Connect().Subscribe(_ => Throw());

        Assert.Throws<MyException>(() => RunTo(seconds: 5));
        RunTo(seconds: 20);

        Server.ExpectOpen("(^!)", "---(^!)");
        Assert.That(_calls, Is.EqualTo(1));
    }

    [Test]
    [NotForNetStandard("It reads bodies with tasks, which move an observer's exception to the thread pool.")]
    public void An_observers_exception_on_Disconnected_ends_the_sequence()
    {
        Server.Connection("-|");
        using var subscription = Signals().OfType<SseSignal.Disconnected>().Subscribe(_ => Throw());

        Assert.Throws<MyException>(() => RunTo(seconds: 2));
        RunTo(seconds: 10);

        Server.ExpectOpen("^!");
        Assert.That(_calls, Is.EqualTo(1));
    }

    [Test]
    public void A_selectors_exception_fails_without_a_reconnect()
    {
        Server.Connection("a");

        var seen = Server.Run(SseObservable.Connect(Server.Transport, _ => Throw(), Server.Options), until: TimeSpan.FromSeconds(10));

        seen.ToBe("         #");
        Server.ExpectOpen("(^!)");
        Assert.That(seen.Error, Is.TypeOf<MyException>());
        Assert.That(_calls, Is.EqualTo(1));
    }

    private int Throw()
    {
        _calls++;
        throw new MyException();
    }

    private sealed class MyException : Exception;
}
