using System.Reactive.Linq;
using System.Reactive.Subjects;
using Sse.Reactive.Tests.Scripted;
using static Sse.Reactive.Testing.SseMarble;

namespace Sse.Reactive.Tests;

/// <summary>Events, comments and states of a connection's signals, pushed and pulled.</summary>
public class SseSignalExtensionsTests : VirtualTimeTests
{
    private static readonly (char, SseConnectionState)[] States =
        [('c', SseConnectionState.Connecting), ('o', SseConnectionState.Open), ('x', SseConnectionState.Closed)];

    [Test]
    public void Events_equal_those_of_Connect()
    {
        var stream = Wire("id: 1\ndata: a\n\n:x\nevent: ping\ndata: b\n\n");
        Server.Connection("(s|)", ('s', stream)).Then(204).Connection("(s|)", ('s', stream)).Then(204);

        var connected = Run(until: 5);
        var signalled = Server.Expect(Signals().Events());

        Assert.That(connected.Values, Has.Count.EqualTo(2));
        Assert.That(signalled.Values, Is.EqualTo(connected.Values));
    }

    [Test]
    public void Comments_are_the_text_after_the_colon()
    {
        Server.Connection("s|", ('s', Wire(":hi\ndata: a\n\n: there\n\n"))).Then(204);

        Assert.That(Server.Expect(Signals().Comments()).Values, Is.EqualTo(new[] { "hi", " there" }));
    }

    [Test]
    public void Pulled_signals_have_the_same_events_and_comments()
    {
        var stream = Wire("id: 1\ndata: a\n\n:hi\nevent: ping\ndata: b\n\n");
        Server.Connection("s|", ('s', stream)).Connection("s|", ('s', stream)).Then(204).Then(204);

        var events = Server.Expect(PulledSignals().Events());
        var comments = Server.Expect(PulledSignals().Comments());

        Assert.That(events.Values, Is.EqualTo(new[] { new SseEvent("a", LastEventId: "1"), new SseEvent("b", "ping", "1") }));
        Assert.That(comments.Values, Is.EqualTo(new[] { "hi" }));
    }

    [Test]
    public void States_follow_readyState()
    {
        Server.Connection("-^--a--|", ('a', new SseEvent("a", LastEventId: "1"))).Refuse().Connection("-----|").Then(204);

        Server.Expect(Signals().States()).ToBe("co-----c-----o----c-----(x|)", States);
    }

    [Test]
    public void States_end_with_Closed_before_an_error()
    {
        Server.Then(404, after: 3 * Server.Frame);

        var states = Server.Expect(Signals().States());

        states.ToBe("c--(x#)", States[0], States[2]);
        Assert.That(states.Error, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public void A_late_subscriber_receives_the_latest_state()
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
    public void States_start_again_after_the_last_subscriber_has_left()
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
    public void States_and_events_share_one_connection_through_Publish()
    {
        Server.Connection("--^--a-|").Then(204);

        var seen = Signals().Publish(s => s.States().Select(x => x.ToString()).Merge(s.Events().Select(e => e.Data)));

        Server.Expect(seen).ToBe("c-o--a-d--(x|)", ('c', "Connecting"), ('o', "Open"), ('a', "a"), ('d', "Connecting"), ('x', "Closed"));
        Server.ExpectOpen("       ^------!", "----------(^!)");
    }

    [Test]
    public void Pulled_states_follow_readyState()
    {
        Server.Connection("-^--a--|", ('a', new SseEvent("a", LastEventId: "1"))).Refuse().Connection("-----|").Then(204);

        Server.Expect(PulledSignals().States()).ToBe("co-----c-----o----c-----(x|)", States);
    }

    [Test]
    public void Pulled_states_end_with_Closed_before_an_error()
    {
        Server.Then(404, after: 3 * Server.Frame);

        var states = Server.Expect(PulledSignals().States());

        states.ToBe("c--(x#)", States[0], States[2]);
        Assert.That(states.Error, Is.TypeOf<SseResponseException>());
    }

    [Test]
    public async Task Cancelled_states_end_without_Closed()
    {
        using var cancellation = new CancellationTokenSource();
        Server.Connection("-");
        await using var states = PulledSignals().States().GetAsyncEnumerator(cancellation.Token);
        Assert.That(states.MoveNextAsync().AsTask().IsCompletedSuccessfully);
        Assert.That(states.Current, Is.EqualTo(SseConnectionState.Connecting));
        Assert.That(states.MoveNextAsync().AsTask().IsCompletedSuccessfully);
        Assert.That(states.Current, Is.EqualTo(SseConnectionState.Open));

        var next = states.MoveNextAsync().AsTask();
        cancellation.Cancel();

        Assert.That(next.IsCanceled);
    }

    private IAsyncEnumerable<SseSignal> PulledSignals() => SseAsyncEnumerable.Signals(Server.Transport, Server.Options);
}
