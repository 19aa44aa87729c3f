using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Tests.Scripted.Act;

namespace Sse.Reactive.Tests;

/// <summary>The life of a connection as values, and as a state.</summary>
public class SignalTests : VirtualTimeTests
{
    [Test]
    public void Tells_the_whole_life_in_order()
    {
        Server
            .Connection(Send("retry: 1000\n:hi\nid: 1\ndata: a\n\nid: 2\n\nretry: 1000\n"), Reset(500))
            .Refuse(new HttpRequestException("refused"))
            .Status(204);
        var seen = new List<SseSignal>();

        using var subscription = SseObservable.Signals(Server.Transport, Scheduler.Options()).Subscribe(seen.Add);
        Scheduler.RunTo(seconds: 10);

        Assert.That(seen.Select(Describe), Is.EqualTo(new[]
        {
            "opened 1 https://example.test/stream",
            "retry 00:00:01",
            "comment hi",
            "event a 1",
            "id 2",
            "disconnected 1 connection reset, waits 00:00:01",
            "disconnected 2 refused, waits 00:00:02",
            "ended 204",
        }));
    }

    [Test]
    public void Events_are_what_Connect_gives()
    {
        Server
            .Connection(Send("id: 1\ndata: a\n\n:x\nevent: ping\ndata: b\n\n"), End()).Status(204)
            .Connection(Send("id: 1\ndata: a\n\n:x\nevent: ping\ndata: b\n\n"), End()).Status(204);
        var connected = new List<SseEvent>();
        var signalled = new List<SseEvent>();

        using (SseObservable.Connect(Server.Transport, Scheduler.Options()).Subscribe(connected.Add))
        {
            Scheduler.RunTo(seconds: 5);
        }

        using var subscription = SseObservable.Signals(Server.Transport, Scheduler.Options()).Events().Subscribe(signalled.Add);

        Assert.That(connected, Has.Count.EqualTo(2));
        Assert.That(signalled, Is.EqualTo(connected));
    }

    [Test]
    public void A_signal_shows_no_secrets() => Assert.That(
        new SseSignal.Opened(1, new("http://user:secret@feed.test/events?token=secret"), new Dictionary<string, string> { ["Set-Cookie"] = "secret" }).ToString(),
        Is.EqualTo("Opened { Attempt = 1, Uri = http://feed.test/events }"));

    [Test]
    public void An_id_that_cannot_be_sent_is_a_signal()
    {
        Server.Answer(() => new(new MemoryStream()) { IdNotSentReason = "why" }).Status(204);
        var seen = new List<SseSignal>();

        using var subscription = SseObservable.Signals(Server.Transport, Scheduler.Options() with { LastEventId = "\f" }).Subscribe(seen.Add);

        Assert.That(seen.OfType<SseSignal.IdNotSent>(), Is.EqualTo(new[] { new SseSignal.IdNotSent("\f", "why") }));
    }

    [Test]
    public void States_follow_readyState()
    {
        Script.Connection("-^--a--|").Refuse().Connection("-----|").Then(204);

        Script.Expect(SseObservable.Signals(Script.Transport, Script.Options).States()).ToBe(
            "co-----c 5900ms o----c 5900ms (x|)",
            ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open), ('x', SseConnectionState.Closed));
    }

    [Test]
    public void States_are_closed_before_an_error()
    {
        Script.Then(404, after: 3 * Script.Frame);

        var states = Script.Expect(SseObservable.Signals(Script.Transport, Script.Options).States());

        states.ToBe("c--(x#)", ('c', SseConnectionState.Connecting), ('x', SseConnectionState.Closed));
        Assert.That(states.Error, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_late_subscriber_is_told_the_latest_state()
    {
        var signals = new Subject<SseSignal>();
        var states = signals.States();
        var late = new List<SseConnectionState>();

        using var first = states.Subscribe();
        signals.OnNext(new SseSignal.Opened(1, null, new Dictionary<string, string>()));
        using var second = states.Subscribe(late.Add);

        Assert.That(late, Is.EqualTo(new[] { SseConnectionState.Open }));
    }

    [Test]
    public void States_start_afresh_when_the_last_subscriber_has_left()
    {
        var signals = new Subject<SseSignal>();
        var states = signals.States();
        var second = new List<SseConnectionState>();

        using (states.Subscribe())
        {
            signals.OnNext(new SseSignal.Opened(1, null, new Dictionary<string, string>()));
            Assert.That(signals.HasObservers);
        }

        Assert.That(signals.HasObservers, Is.False);
        using var subscription = states.Subscribe(second.Add);
        Assert.That(second, Is.EqualTo(new[] { SseConnectionState.Connecting }));
    }

    [Test]
    public void States_and_events_share_one_socket_through_Publish()
    {
        Script.Connection("--^--a-|").Then(204);

        var seen = SseObservable.Signals(Script.Transport, Script.Options)
            .Publish(s => s.States().Select(x => x.ToString()).Merge(s.Events().Select(e => e.Data)));

        Script.Expect(seen).ToBe("c-o--a-d 2900ms (x|)", ('c', "Connecting"), ('o', "Open"), ('a', "a"), ('d', "Connecting"), ('x', "Closed"));
        Script.ExpectOpen("       ^------!", "------- 3s (^!)");
    }

    private static string Describe(SseSignal signal) => signal switch
    {
        SseSignal.Opened s => $"opened {s.Attempt} {s.Uri}",
        SseSignal.Event s => $"event {s.Value.Data} {s.Value.LastEventId}",
        SseSignal.Comment s => $"comment {s.Text}",
        SseSignal.RetryChanged s => $"retry {s.ReconnectionTime}",
        SseSignal.IdChanged s => $"id {s.LastEventId}",
        SseSignal.Disconnected s => $"disconnected {s.Attempt} {s.Cause.Message}, waits {s.Wait}",
        SseSignal.Ended { Cause: SseResponseException { Status: var status } } => $"ended {status}",
        _ => signal.ToString(),
    };
}
