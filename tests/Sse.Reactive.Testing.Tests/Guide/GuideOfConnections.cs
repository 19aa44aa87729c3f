using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Sse.Reactive.Testing.Guide;

/// <summary>The examples of <c>docs/testing.md</c> about connections and subscriptions.</summary>
public class GuideOfConnections
{
    [Test]
    public void LateSubscriber()
    {
        #region LateSubscriber
        var marbles = new Marbles(new HistoricalScheduler());

        var events = marbles.Hot("-a-b-c-d-|");
        var seen = marbles.Expect(events, subscription: "--^---!");

        seen.ToBe("---b-c----");
        events.ExpectSubscriptions("--^---!");
        #endregion
    }

    [Test]
    public void RefusedAndDelayed()
    {
        #region RefusedAndDelayed
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1))
            .Refuse()
            .Then(503)
            .Connection("-a");

        server.Expect(SseObservable.Connect(server.Transport, server.Options)).ToBe("----------a");
        server.ExpectAttempts("x--x-----x", ('x', "")); // after 3 s, then after 6 s more
        #endregion
    }

    [Test]
    public void SilentServer()
    {
        #region SilentServer
        var server = new SseScript(new HistoricalScheduler(), frame: TimeSpan.FromSeconds(1))
            .Connection("-a", ('a', new SseEvent("x", LastEventId: "7"))) // then it is silent
            .Connection("-b");
        var options = server.Options with { IdleTimeout = TimeSpan.FromSeconds(5) };

        var data = server.Expect(SseObservable.Connect(server.Transport, options).Select(e => e.Data));

        data.ToBe("-a-------- b", ('a', "x"), ('b', "b"));
        server.ExpectOpen("^-----!", "---------^--");
        server.ExpectAttempts("f--------s--", ('f', ""), ('s', "7"));
        #endregion
    }

    [Test]
    public void ContinueFromCheckpoint()
    {
        #region ContinueFromCheckpoint
        var store = new SseMemoryCheckpointStore();
        var server = new SseScript(new HistoricalScheduler())
            .Connection("-a-b", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "8")))
            .Connection("-c");
        var events = SseObservable.Connect(server.Transport, server.Options with { CheckpointStore = store });

        var first = server.Expect(events.CheckpointTo(store).Select(e => e.Data), "^---!"); // stops in frame 4
        var second = server.Expect(events.CheckpointTo(store).Select(e => e.Data), "------^"); // is started again

        first.ToBe("-a-b-----", ('a', "x"), ('b', "y"));
        second.ToBe("-------c-", ('c', "c"));
        server.ExpectAttempts("f-----s--", ('f', ""), ('s', "8"));
        #endregion
    }
}
