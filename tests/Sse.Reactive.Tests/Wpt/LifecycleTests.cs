using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Tests.Wpt;

/// <summary>The rows on opening, messages and closing.</summary>
public class LifecycleTests : WptTests
{
    [Test]
    public void eventsource_onopen()
    {
        Server.Connection("d", ('d', "data"));

        Assert.That(Shown()[0], Is.EqualTo("open"));
    }

    [Test]
    public void eventsource_onmessage()
    {
        Server.Connection("d", ('d', "data"));

        Assert.That(Events(), Is.EqualTo(new[] { new SseEvent("data", "message") }));
    }

    [Test]
    public void eventsource_eventtarget()
    {
        Server.Connection("od", ('o', new SseEvent("x", "other")), ('d', "data"));

        Server.Expect(Connect(Standard).OfType("message")).ToBe("-d", ('d', "data"));
    }

    [Test]
    public void eventsource_close_1()
    {
        Server.Connection("-^--d", ('d', "data"));

        Server.Expect(Signals(Standard).States(), "^-!").ToBe(
            "co 58s", ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open));
        Server.ExpectOpen("                           ^-!");
    }

    [Test]
    public void eventsource_close_in_onopen()
    {
        Server.Connection("(d|)", ('d', "data"));

        var seen = Server.Run(Signals(Standard).TakeUntil(signal => signal is SseSignal.Opened), until: TimeSpan.FromSeconds(60));

        Assert.That(seen.Values.Single(), Is.TypeOf<SseSignal.Opened>());
        Server.ExpectOpen("(^!)");
    }

    [Test]
    public void eventsource_request_cancellation()
    {
        var late = new TaskCompletionSource<SseResponse>();
        Server.Then((_, _) => new(late.Task));
        Scheduler.Schedule(2 * Frame, () => late.SetResult(new(new MemoryStream("data: data\n\n"u8.ToArray()))));

        Server.Expect(Signals(Standard), "^!").ToBe("60s");
        Server.ExpectOpen("               ^-!"); // the late response is freed when it comes
    }
}
