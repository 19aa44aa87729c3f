using System.Reactive.Linq;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>Reconnecting: when, after which delay, and with which ID.</summary>
public class ReconnectTests : VirtualTimeTests
{
    [Test]
    public void Waits_3_seconds_by_default()
    {
        Server.Connection("-a-|").Silence();

        Run(until: 10);

        Server.ExpectOpen("^--!", "------^");
    }

    [Test]
    public void Uses_the_servers_latest_retry()
    {
        Server
            .Connection("a|", ('a', Wire("retry: 500\ndata: a\n\n")))
            .Connection("b#")
            .Connection("r#", ('r', Wire("retry: 2000\nretry: nonsense\n")))
            .Refuse()
            .Silence();

        Run(until: 20);

        Assert.That(Seconds, Is.EqualTo(new[] { 0.0, 1.5, 3.0, 8.0, 16.0 }));
    }

    [Test]
    public void Resumes_after_the_last_complete_event()
    {
        Server.Connection("-a-#", ('a', Wire("id: 7\ndata: x\n\nid: 8\ndata: half"))).Connection("-b", ('b', "y"));

        Server.Expect(Connect()).ToBe("-a-----b", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "7")));
        Server.ExpectAttempts("        f-----s-", ('f', ""), ('s', "7"));
    }

    [Test]
    public void An_ID_survives_connections_without_a_new_one()
    {
        Server.Connection("-a|", ('a', new SseEvent("x", LastEventId: "7"))).Connection("-y|").Refuse().Silence();

        Run(until: 30);

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "7", "7", "7" }));
    }

    [Test]
    public void An_ID_reset_to_empty_is_not_sent()
    {
        Server.Connection("-a|", ('a', new SseEvent("x", LastEventId: "7"))).Connection("-r|", ('r', Wire("id\n\n"))).Silence();

        Run(until: 20);

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "7", "" }));
    }

    [Test]
    public void Starts_after_the_given_ID()
    {
        Server.Connection("|").Silence();

        Run(until: 10, Server.Options with { LastEventId = "5" });

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "5", "5" }));
    }

    [Test]
    public void A_huge_retry_waits_at_most_one_hour()
    {
        Server
            .Connection("(r|)", ('r', Wire("retry: 99999999999\n\n")))
            .Connection("(r|)", ('r', Wire("retry: 99999999999999999999\n\n")))
            .Silence();

        Run(until: 3 * 3600);

        Server.ExpectOpen("(^!)", "60m (^!)", "120m ^");
    }

    [Test]
    public void A_retry_of_zero_waits_100_milliseconds()
    {
        Server = new SseScript(Scheduler, frame: TimeSpan.FromMilliseconds(100))
            .Connection("(x|)", ('x', Wire("retry: 0\ndata: x\n\n")))
            .Forever();

        Server.Expect(Connect()).ToBe("xx-x---x-------x");
    }

    [Test]
    public void A_delay_of_zero_goes_through_the_scheduler()
    {
        Server.Connection("|").Forever();
        Server.Expect(Connect(Server.Options with { ReconnectPolicy = _ => SseReconnectDecision.RetryAfter(TimeSpan.Zero) }));

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Scheduler.AdvanceBy(3);
        Assert.That(Server.Attempts, Has.Count.EqualTo(4));
    }

    [Test]
    public void A_delay_holds_no_thread()
    {
        var scheduler = new ThreadsToGive(Scheduler);
        Server.Connection("|").Connection("x|", ('x', Wire("data: x\n\n"))).Silence();

        Server.Expect(Connect(Server.Options with { Scheduler = scheduler })).ToBe("---x");

        Assert.That(scheduler.Asked, Is.Zero);
    }

    [Test]
    public void The_transport_receives_the_cause_of_the_previous_end()
    {
        var refusal = new HttpRequestException("no route");
        Server.Refuse(refusal).Connection("|").Silence();

        Run(until: 10);

        Assert.That(Server.Attempts.Select(a => a.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Server.Attempts[0].Previous, Is.Null);
        Assert.That(Server.Attempts[1].Previous, Is.SameAs(refusal));
        Assert.That(Server.Attempts[2].Previous, Is.TypeOf<SseStreamClosedException>());
    }

    [Test]
    public void Each_subscriber_has_its_own_connection()
    {
        Server
            .Connection("x-|", ('x', Wire("id: 1\nretry: 1000\ndata: x\n\n")))
            .Connection("y-|", ('y', Wire("id: 2\ndata: y\n\n")))
            .Silence().Silence();
        var source = Connect().Select(e => e.Data);

        var first = Server.Expect(source);
        var second = Server.Expect(source);

        first.ToBe("x---------");
        second.ToBe("y---------");
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "", "1", "2" }));
        Assert.That(Seconds, Is.EqualTo(new[] { 0.0, 0.0, 3.0, 5.0 }));
    }

#if !MUTANTS
    [Test]
    public void A_hundred_thousand_reconnects_grow_neither_stack_nor_heap()
    {
        var storm = new ReconnectStorm(Scheduler);
        var count = 0;
        using var subscription = SseObservable.Connect(storm.Ends, Server.Options with { MaxBackoffDelay = TimeSpan.Zero })
            .Subscribe(_ => count++);

        storm.AssertFlat();

        Assert.That(count, Is.GreaterThan(ReconnectStorm.Reconnects));
    }
#endif

    [Test]
    public void Groups_by_type_survive_a_reconnect()
    {
        Server
            .Connection("-ab#", ('a', new SseEvent("1", "a")), ('b', new SseEvent("2", "b")))
            .Connection("-a", ('a', new SseEvent("3", "a")));

        var groups = Connect().GroupByType().SelectMany((group, index) => group.Select(e => $"{index} {group.Key} {e.Data}"));

        Server.Expect(groups).ToBe("-ab----c", ('a', "0 a 1"), ('b', "1 b 2"), ('c', "0 a 3"));
    }
}
