using Sse.Reactive.Tests.Scripted;

namespace Sse.Reactive.Tests.Faults;

/// <summary>Permanent network faults do not use more memory.</summary>
public class FaultStormTests : VirtualTimeTests
{
    [Test]
    public void A_hundred_thousand_faults_grow_neither_stack_nor_heap([Values(Door.Pushed, Door.Pulled)] Door door)
    {
        var storm = new ReconnectStorm(Scheduler);
        using var seen = new Consumer(door, storm.Faults, Server.Options with { MaxBackoffDelay = TimeSpan.Zero }, keep: 100);

        storm.AssertFlat();

        Assert.That(seen.Count, Is.GreaterThan(ReconnectStorm.Reconnects / 4));
        Assert.That(seen.Events, Has.All.EqualTo(new SseEvent("x", LastEventId: "1")));
        Assert.That(seen.End, Is.Null);
    }
}
