using System.Reactive.Linq;
using Sse.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>When it reconnects, after how long, and with which ID.</summary>
public class ReconnectTests : VirtualTimeTests
{
    private List<string> _seen = [];

    [SetUp]
    public void SetUp() => _seen = [];

    [Test]
    public void Waits_3_seconds_when_the_server_says_nothing()
    {
        Script.Connection("-a-|").Silence();

        Script.Run(Connect(), until: TimeSpan.FromSeconds(10));

        Script.ExpectOpen("^--!", "--- 3s ^");
    }

    [Test]
    public void Honours_the_servers_retry_and_its_changes_in_mid_life()
    {
        Server
            .Connection(Send("retry: 500\n"), Send("data: a\n\n"), End(1000))
            .Connection(Send("data: b\n\n"), Reset(1000))
            .Connection(Send("retry: 2000\nretry: nonsense\n"), Reset(1000))
            .Refuse()
            .Connection();

        Run(until: 20);

        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 1.5, 3.0, 8.0, 16.0 }));
    }

    [Test]
    public void Resumes_after_the_last_complete_event()
    {
        Script.Connection("-a-#", ('a', SseMarble.Wire("id: 7\ndata: x\n\nid: 8\ndata: half"))).Connection("-b", ('b', "y"));

        Script.Expect(Connect()).ToBe("-a- 3s -b", ('a', new SseEvent("x", LastEventId: "7")), ('b', new SseEvent("y", LastEventId: "7")));
        Script.ExpectAttempts("        f-- 3s s-", ('f', ""), ('s', "7"));
    }

    [Test]
    public void An_id_survives_reconnects_that_bring_no_new_one()
    {
        Script.Connection("-a|", ('a', new SseEvent("x", LastEventId: "7"))).Connection("-y|").Refuse().Silence();

        Script.Run(Connect(), until: TimeSpan.FromSeconds(20));

        Assert.That(Script.LastEventIds, Is.EqualTo(new[] { "", "7", "7", "7" }));
    }

    [Test]
    public void An_id_reset_to_empty_is_not_sent()
    {
        Script.Connection("-a|", ('a', new SseEvent("x", LastEventId: "7"))).Connection("-r|", ('r', SseMarble.Wire("id\n\n"))).Silence();

        Script.Run(Connect(), until: TimeSpan.FromSeconds(20));

        Assert.That(Script.LastEventIds, Is.EqualTo(new[] { "", "7", "" }));
    }

    [Test]
    public void Starts_from_the_given_id()
    {
        Server.Connection(End()).Connection();

        Run(until: 10, Scheduler.Options() with { LastEventId = "5" });

        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "5", "5" }));
    }

    [Test]
    public void A_hostile_retry_waits_no_longer_than_an_hour()
    {
        Server.Connection(Send("retry: 99999999999\n\n"), End()).Connection(Send("retry: 99999999999999999999\n\n"), End()).Connection();

        Run(until: 3 * 3600);

        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 3600.0, 7200.0 }));
    }

    [Test]
    public void A_retry_of_zero_cannot_make_it_spin()
    {
        Server.Connection(Send("retry: 0\ndata: x\n\n"), End()).Forever();

        Run(until: 0.25);

        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 0.1, 0.2 }));
    }

    [Test]
    public void A_wait_of_zero_goes_through_the_scheduler_too()
    {
        Server.Connection(End()).Forever();
        using var subscription = SseObservable
            .Connect(Server.Transport, Scheduler.Options() with { Reconnect = (_, _) => SseDecision.Wait(TimeSpan.Zero) })
            .Subscribe();

        Assert.That(Server.Attempts, Has.Count.EqualTo(1));
        Scheduler.AdvanceBy(3);
        Assert.That(Server.Attempts, Has.Count.EqualTo(4));
    }

    [Test]
    public void Tells_the_transport_how_the_previous_attempt_ended()
    {
        var refusal = new HttpRequestException("no route");
        Server.Refuse(refusal).Connection(End()).Connection();

        Run(until: 10);

        Assert.That(Server.Attempts.Select(a => a.Attempt.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Server.Attempts[0].Attempt.Previous, Is.Null);
        Assert.That(Server.Attempts[1].Attempt.Previous, Is.SameAs(refusal));
        Assert.That(Server.Attempts[2].Attempt.Previous, Is.TypeOf<SseStreamEndedException>());
    }

    [Test]
    public void Two_subscribers_share_nothing()
    {
        Server.Connection(Send("id: 1\nretry: 100\ndata: x\n\n"), End(5)).Connection(Send("id: 2\ndata: y\n\n"), End(5)).Connection().Connection();
        var source = SseObservable.Connect(Server.Transport, Scheduler.Options());

        using var first = source.Subscribe(e => _seen.Add("first " + e.Data));
        using var second = source.Subscribe(e => _seen.Add("second " + e.Data));
        Scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "first x", "second y" }));
        Assert.That(Server.LastEventIds, Is.EqualTo(new[] { "", "", "1", "2" }));
        Assert.That(Server.Seconds, Is.EqualTo(new[] { 0.0, 0.0, 0.105, 3.005 }));
    }

    [Test]
    public void A_hundred_thousand_reconnects_grow_neither_stack_nor_heap()
    {
        var storm = new ReconnectStorm(Scheduler, Server);
        storm.Script();
        var count = 0;
        using var subscription = SseObservable.Connect(Server.Transport, Scheduler.Options()).Subscribe(_ => count++);

        storm.AssertFlat();

        Assert.That(count, Is.GreaterThan(ReconnectStorm.Reconnects));
    }

    [Test]
    public void Groups_by_type_outlive_a_reconnect()
    {
        Script.Connection("-ab#", ('a', new SseEvent("1", "a")), ('b', new SseEvent("2", "b"))).Connection("-a", ('a', new SseEvent("3", "a")));

        var groups = Connect().GroupByType().SelectMany((group, index) => group.Select(e => $"{index} {group.Key} {e.Data}"));

        Script.Expect(groups).ToBe("-ab 3s -c", ('a', "0 a 1"), ('b', "1 b 2"), ('c', "0 a 3"));
    }

    private IObservable<SseEvent> Connect() => SseObservable.Connect(Script.Transport, Script.Options);

    private void Run(double until, SseOptions? options = null)
    {
        using var subscription = SseObservable.Connect(Server.Transport, options ?? Scheduler.Options())
            .Subscribe(e => _seen.Add($"{e.Type} {e.Data} {e.LastEventId}"));
        Scheduler.RunTo(until);
    }
}
