using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>The rows on opening, messages and closing.</summary>
public class LifecycleTests : WptTests
{
    [Test]
    public void eventsource_onopen()
    {
        Server.Connection(Send("data: data\n\n"));

        Assert.That(Shown()[0], Is.EqualTo("open"));
    }

    [Test]
    public void eventsource_onmessage()
    {
        Server.Connection(Send("data: data\n\n"));

        Assert.That(Events(), Is.EqualTo(new[] { new SseEvent("data", "message") }));
    }

    [Test]
    public void eventsource_eventtarget()
    {
        Server.Connection(Send("event: other\ndata: x\n\ndata: data\n\n"));
        var heard = new List<string>();

        using var subscription = SseObservable.Connect(Server.Transport, Standard).OfType("message").Subscribe(e => heard.Add(e.Data));

        Assert.That(heard, Is.EqualTo(new[] { "data" }));
    }

    [Test]
    public void eventsource_close_1()
    {
        Server.Late(TimeSpan.FromSeconds(1), Send("data: data\n\n", 1000));
        var states = new List<SseConnectionState>();
        var subscription = SseObservable.Signals(Server.Transport, Standard).States().Subscribe(states.Add);
        Assert.That(states, Is.EqualTo(new[] { SseConnectionState.Connecting }));

        Scheduler.RunTo(seconds: 1.5);
        Assert.That(states[1..], Is.EqualTo(new[] { SseConnectionState.Open }));

        subscription.Dispose();
        Assert.That(Server.Attempts[0].ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Scheduler.RunTo(seconds: 60);
        Assert.That(states, Has.Count.EqualTo(2));
        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void eventsource_close_in_onopen()
    {
        Server.Connection(Send("data: data\n\n"), End());
        var seen = new List<SseSignal>();

        using var subscription = SseObservable.Signals(Server.Transport, Standard).TakeUntil(signal => signal is SseSignal.Opened).Subscribe(seen.Add);
        Scheduler.RunTo(seconds: 60);

        Assert.That(seen.Single(), Is.TypeOf<SseSignal.Opened>());
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void eventsource_request_cancellation()
    {
        Server.Late(TimeSpan.FromSeconds(1), Send("data: data\n\n"), End());
        var shown = 0;
        var subscription = SseObservable.Signals(Server.Transport, Standard).Subscribe(_ => shown++);

        Scheduler.RunTo(seconds: 0.5);
        subscription.Dispose();
        Scheduler.RunTo(seconds: 60);

        Assert.That(shown, Is.Zero);
        Assert.That(Server.Attempts.Single().ClosedAt, Is.EqualTo(TimeSpan.FromSeconds(1)), "the late response is freed when it comes");
    }
}
