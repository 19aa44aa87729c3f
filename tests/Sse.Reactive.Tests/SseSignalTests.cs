using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>The life of a connection as values, and as a state.</summary>
public class SseSignalTests : VirtualTimeTests
{
    [Test]
    public void Tells_the_whole_life_in_order()
    {
        Server
            .Connection("s#", ('s', Wire("retry: 1000\n:hi\nid: 1\ndata: a\n\nid: 2\n\nretry: 1000\n"))).WithError(new IOException("connection reset"))
            .Refuse(new HttpRequestException("refused"))
            .Then(204);
        using var client = new HttpClient(Server.CreateHandler());

        var seen = Server.Run(SseObservable.Signals("https://example.test/stream", Server.Options with { HttpClient = client }), TimeSpan.FromSeconds(10));

        Assert.That(seen.Values.Select(Describe), Is.EqualTo(new[]
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
        var stream = Wire("id: 1\ndata: a\n\n:x\nevent: ping\ndata: b\n\n");
        Server.Connection("(s|)", ('s', stream)).Then(204).Connection("(s|)", ('s', stream)).Then(204);

        var connected = Run(until: 5);
        var signalled = Server.Expect(Signals().Events());

        Assert.That(connected.Values, Has.Count.EqualTo(2));
        Assert.That(signalled.Values, Is.EqualTo(connected.Values));
    }

    [Test]
    public void A_signal_shows_no_secrets() => Assert.That(
        new SseSignal.Opened(1, new("http://user:secret@feed.test/events?token=secret"), new Dictionary<string, string> { ["Set-Cookie"] = "secret" }).ToString(),
        Is.EqualTo("Opened { Attempt = 1, Uri = http://feed.test/events }"));

    [Test]
    public void An_id_that_cannot_be_sent_is_a_signal()
    {
        Server.Then((_, _) => new(new SseResponse(Stream.Null) { LastEventIdOmittedReason = "why" })).Then(204);

        var seen = Server.Expect(Signals(Server.Options with { LastEventId = "\f" }));

        Assert.That(seen.Values.OfType<SseSignal.LastEventIdOmitted>(), Is.EqualTo(new[] { new SseSignal.LastEventIdOmitted("\f", "why") }));
    }

    [Test]
    public void States_follow_readyState()
    {
        Server.Connection("-^--a--|", ('a', new SseEvent("a", LastEventId: "1"))).Refuse().Connection("-----|").Then(204);

        Server.Expect(Signals().States()).ToBe(
            "co-----c-----o----c-----(x|)",
            ('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open), ('x', SseConnectionState.Closed));
    }

    [Test]
    public void States_are_closed_before_an_error()
    {
        Server.Then(404, after: 3 * Server.Frame);

        var states = Server.Expect(Signals().States());

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
        Server.Connection("--^--a-|").Then(204);

        var seen = Signals().Publish(s => s.States().Select(x => x.ToString()).Merge(s.Events().Select(e => e.Data)));

        Server.Expect(seen).ToBe("c-o--a-d--(x|)", ('c', "Connecting"), ('o', "Open"), ('a', "a"), ('d', "Connecting"), ('x', "Closed"));
        Server.ExpectOpen("       ^------!", "----------(^!)");
    }

    private static string Describe(SseSignal signal) => signal switch
    {
        SseSignal.Opened s => $"opened {s.Attempt} {s.Uri}",
        SseSignal.Event s => $"event {s.Value.Data} {s.Value.LastEventId}",
        SseSignal.Comment s => $"comment {s.Text}",
        SseSignal.RetryChanged s => $"retry {s.ReconnectionTime}",
        SseSignal.IdChanged s => $"id {s.LastEventId}",
        SseSignal.Disconnected s => $"disconnected {s.Attempt} {s.Cause.Message}, waits {s.Delay}",
        SseSignal.Ended { Cause: SseResponseException { StatusCode: var status } } => $"ended {status}",
        _ => signal.ToString(),
    };
}
