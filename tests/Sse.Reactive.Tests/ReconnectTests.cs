using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>When it reconnects, after how long, and with which ID.</summary>
public class ReconnectTests
{
    private TestScheduler _scheduler = null!;
    private ScriptedServer _server = null!;
    private List<string> _seen = null!;

    [SetUp]
    public void SetUp()
    {
        _scheduler = new();
        _server = new(_scheduler);
        _seen = [];
    }

    [Test]
    public void Waits_3_seconds_when_the_server_says_nothing()
    {
        _server.Connection(Send("data: a\n\n"), End()).Connection();

        Run(until: 10);

        Assert.That(_server.Seconds, Is.EqualTo(new[] { 0.0, 3.0 }));
    }

    [Test]
    public void Honours_the_servers_retry_and_its_changes_in_mid_life()
    {
        _server
            .Connection(Send("retry: 500\n"), Send("data: a\n\n"), End(1000))
            .Connection(Send("data: b\n\n"), Reset(1000))
            .Connection(Send("retry: 2000\nretry: nonsense\n"), Reset(1000))
            .Refuse()
            .Connection();

        Run(until: 20);

        Assert.That(_server.Seconds, Is.EqualTo(new[] { 0.0, 1.5, 3.0, 6.0, 8.0 }));
    }

    [Test]
    public void Resumes_after_the_last_complete_event()
    {
        _server.Connection(Send("id: 7\ndata: x\n\nid: 8\ndata: half"), Reset(1000)).Connection(Send("data: y\n\n"));

        Run(until: 10);

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7" }));
        Assert.That(_seen, Is.EqualTo(new[] { "message x 7", "message y 7" }));
    }

    [Test]
    public void An_id_survives_reconnects_that_bring_no_new_one()
    {
        _server.Connection(Send("id: 7\ndata: x\n\n"), End()).Connection(Send("data: y\n\n"), End()).Refuse().Connection();

        Run(until: 20);

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "7", "7" }));
    }

    [Test]
    public void An_id_reset_to_empty_is_not_sent()
    {
        _server.Connection(Send("id: 7\ndata: x\n\n"), End()).Connection(Send("id\n\n"), End()).Connection();

        Run(until: 20);

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "7", "" }));
    }

    [Test]
    public void Starts_from_the_given_id()
    {
        _server.Connection(End()).Connection();

        Run(until: 10, _scheduler.Options() with { LastEventId = "5" });

        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "5", "5" }));
    }

    [Test]
    public void A_hostile_retry_waits_no_longer_than_an_hour()
    {
        _server.Connection(Send("retry: 99999999999\n\n"), End()).Connection(Send("retry: 99999999999999999999\n\n"), End()).Connection();

        Run(until: 3 * 3600);

        Assert.That(_server.Seconds, Is.EqualTo(new[] { 0.0, 3600.0, 7200.0 }));
    }

    [Test]
    public void A_retry_of_zero_reconnects_through_the_scheduler()
    {
        _server.Connection(Send("retry: 0\n\n"), End()).Forever();
        var subscription = SseObservable.Connect(_server.Transport, _scheduler.Options()).Subscribe();

        Assert.That(_server.Attempts, Has.Count.EqualTo(1));
        _scheduler.AdvanceBy(3);
        Assert.That(_server.Attempts, Has.Count.EqualTo(4));
        subscription.Dispose();
    }

    [Test]
    public void Tells_the_transport_how_the_previous_attempt_ended()
    {
        var refusal = new HttpRequestException("no route");
        _server.Refuse(refusal).Connection(End()).Connection();

        Run(until: 10);

        Assert.That(_server.Attempts.Select(a => a.Attempt.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(_server.Attempts[0].Attempt.Previous, Is.Null);
        Assert.That(_server.Attempts[1].Attempt.Previous, Is.SameAs(refusal));
        Assert.That(_server.Attempts[2].Attempt.Previous, Is.TypeOf<SseStreamEndedException>());
    }

    [Test]
    public void Two_subscribers_share_nothing()
    {
        _server.Connection(Send("id: 1\nretry: 100\ndata: x\n\n"), End(5)).Connection(Send("id: 2\ndata: y\n\n"), End(5)).Connection().Connection();
        var source = SseObservable.Connect(_server.Transport, _scheduler.Options());

        using var first = source.Subscribe(e => _seen.Add("first " + e.Data));
        using var second = source.Subscribe(e => _seen.Add("second " + e.Data));
        _scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "first x", "second y" }));
        Assert.That(_server.LastEventIds, Is.EqualTo(new[] { "", "", "1", "2" }));
        Assert.That(_server.Seconds, Is.EqualTo(new[] { 0.0, 0.0, 0.105, 3.005 }));
    }

    [Test]
    public void A_hundred_thousand_reconnects_grow_neither_stack_nor_heap()
    {
        const int Reconnects = 100_000;
        var depths = new HashSet<int>();
        _server.Answer(() =>
        {
            if (_server.Attempts.Count % 1000 == 0)
            {
                depths.Add(new System.Diagnostics.StackTrace().FrameCount);
            }

            return new(new MemoryStream("id: 1\nretry: 0\ndata: x\n\n"u8.ToArray()));
        }).Forever();
        using var subscription = SseObservable.Connect(_server.Transport, _scheduler.Options()).Subscribe();

        Reconnect(Reconnects / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Reconnect(Reconnects);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(depths, Is.Not.Empty);
        Assert.That(depths.Max() - depths.Min(), Is.LessThan(3));
        Assert.That(growth, Is.LessThan(200_000));

        void Reconnect(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _scheduler.AdvanceBy(1);
                _server.Attempts.RemoveRange(0, Math.Max(0, _server.Attempts.Count - 1000));
            }
        }
    }

    [Test]
    public void Groups_by_type_outlive_a_reconnect()
    {
        _server
            .Connection(Send("event: a\ndata: 1\n\nevent: b\ndata: 2\n\n"), Reset(10))
            .Connection(Send("event: a\ndata: 3\n\n"));

        using var subscription = SseObservable.Connect(_server.Transport, _scheduler.Options()).GroupByType()
            .SelectMany((group, index) => group.Select(e => $"{index} {group.Key} {e.Data}"))
            .Subscribe(_seen.Add);
        _scheduler.RunTo(seconds: 10);

        Assert.That(_seen, Is.EqualTo(new[] { "0 a 1", "1 b 2", "0 a 3" }));
    }

    private void Run(double until, SseOptions? options = null)
    {
        using var subscription = SseObservable.Connect(_server.Transport, options ?? _scheduler.Options())
            .Subscribe(e => _seen.Add($"{e.Type} {e.Data} {e.LastEventId}"));
        _scheduler.RunTo(until);
    }
}
