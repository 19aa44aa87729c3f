using System.Reactive.Subjects;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Subscribers without an ID that come while the store does not answer: what they may have missed is a gap.</summary>
public class LateStartTests : SharedTopicsFixture
{
    private static readonly string[] Names = ["t", "u"];

    private SseServerOptions Server => new() { Scheduler = Scheduler, HeartbeatInterval = TimeSpan.FromSeconds(15) };

    [Test]
    public void What_is_published_during_an_outage_is_a_gap_for_who_came_during_it()
    {
        B.Store.IsUnreachable = true;
        using var one = new Recording(B.Topic);
        using var several = new Recording(B.Topics.After(Names, ""));
        using var filtered = new Recording(B.Topic.After("", where: e => e.Value.Data == "2"));
        Advance(20);
        var missed = A.Publish("1");

        B.Store.IsUnreachable = false;
        Advance(5);
        A.Publish("2");

        foreach (var subscriber in new[] { one, several, filtered })
        {
            Assert.That(subscriber.Gaps.Distinct(), Is.EqualTo(new[] { new SseGap(SseGapReason.Unknown) }));
            Assert.That(subscriber.Data, Is.EqualTo(new[] { "2" }));
        }

        Assert.That(one.Events[0].LastEventId, Is.EqualTo(missed), "it resumes after the gap");
        Assert.That(several.Gaps.Count(), Is.EqualTo(2), "one of each topic");
        Assert.That(Gaps, Has.Count.EqualTo(4));
        using var resumed = new Recording(A.Topics.After(Names, several.Events[1].LastEventId));
        Assert.That(resumed.Data, Is.EqualTo(new[] { "2" }));
        Assert.That(resumed.Gaps, Is.Empty);
    }

    [Test]
    public void A_topic_that_joins_the_set_during_an_outage_begins_with_a_gap()
    {
        using var names = new BehaviorSubject<IReadOnlyCollection<string>>(["t"]);
        using var subscriber = new Recording(B.Topics.After(names, ""));
        B.Store.IsUnreachable = true;
        names.OnNext(Names);
        Advance(3);
        A.Publish("missed", "u");

        B.Store.IsUnreachable = false;
        Advance(5);
        A.Publish("u1", "u");
        A.Publish("t1");

        Assert.That(subscriber.Gaps.Count(), Is.EqualTo(1));
        Assert.That(subscriber.Data, Is.EqualTo(new[] { "u1", "t1" }));
    }

    [Test]
    public void A_start_that_takes_its_time_is_no_gap()
    {
        B.Store.Delay = TimeSpan.FromSeconds(1);
        using var one = new Recording(B.Topic);
        using var several = new Recording(B.Topics.After(Names, ""));
        Advance(5);
        A.Publish("1");
        Advance(5);

        Assert.That(one.Data.Concat(several.Data), Is.EqualTo(new[] { "1", "1" }));
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public void An_outage_that_is_over_is_no_gap_for_who_comes_afterwards()
    {
        B.Store.IsUnreachable = true;
        using (new Recording(B.Topic))
        {
            Advance(10);
        }

        B.Store.RingsWhenRestored = false;
        B.Store.IsUnreachable = false;
        Advance(10);
        using var subscriber = new Recording(B.Topic);
        A.Publish("1");

        Assert.That((subscriber.Data.Single(), Gaps.Count), Is.EqualTo(("1", 0)));
    }

    [Test]
    public void Who_comes_between_two_attempts_to_read_begins_with_a_gap()
    {
        B.Store.RingsWhenRestored = false;
        B.Store.IsUnreachable = true;
        using var first = new Recording(B.Topic);
        Advance(20);
        B.Store.IsUnreachable = false;
        using var second = new Recording(B.Topic);
        A.Publish("1"); // before the next attempt
        Advance(5);
        A.Publish("2");

        Assert.That(second.Gaps.Count(), Is.EqualTo(1));
        Assert.That(second.Data, Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task A_client_that_sees_the_stream_open_before_its_start_is_known_receives_a_gap()
    {
        B.Store.Delay = TimeSpan.FromSeconds(1000); // nothing fails, but a heartbeat opens the streams
        using var one = Start(B.Topic);
        using var several = Start(B.Topics.After(Names, ""));
        await Waiting.AdvanceUntilAsync(
            () => Advance(1), () => one.Flushes > 0 && several.Flushes > 0, () => "The streams were not opened.");
        A.Publish("1");
        await Waiting.AdvanceUntilAsync(() => Advance(500), () => Gaps.Count == 3, () => "The gaps were not reported.");
        A.Publish("2");
        Advance(5000);

        foreach (var client in new[] { one, several })
        {
            var text = await ReadEventAsync(client, "2");
            Assert.That(text, Does.Contain("event: sse-gap\ndata: {\"reason\":\"unknown\""));
        }
    }

    [Test]
    public async Task A_start_that_is_known_before_the_first_heartbeat_is_no_gap()
    {
        B.Store.Delay = TimeSpan.FromSeconds(10);
        using var client = Start(B.Topic);
        Advance(11);
        await Waiting.UntilAsync(() => client.Flushes > 0, () => "The stream was not opened.");
        A.Publish("1");
        Advance(20);

        Assert.That(await ReadEventAsync(client, "1"), Does.Not.Contain("sse-gap"));
    }

    /// <summary>A policy that drops events accepts them always: the first one must not open the stream.</summary>
    [Test]
    public async Task A_response_that_drops_events_opens_when_the_starts_in_all_topics_are_known()
    {
        using var warm = new Recording(B.Topic);
        B.Store.Delay = TimeSpan.FromSeconds(1);
        var server = Server with { Overflow = SseOverflowPolicy.DropOldest, HeartbeatInterval = null };
        using var client = Start(B.Topics.After(Names, ""), server);
        await Waiting.AdvanceUntilAsync(() => Advance(1), () => client.Flushes > 0, () => "The stream was not opened.");
        B.Store.Delay = TimeSpan.Zero;
        A.Publish("t1");
        A.Publish("u1", "u");
        Advance(5);

        var text = await ReadEventAsync(client, "u1");
        Assert.That(text, Does.Not.Contain("sse-gap"), "an ID of the first topic has opened the stream");
    }

    private FakeClient Start(IObservable<SseEvent> events, SseServerOptions? server = null)
    {
        var client = new FakeClient();
        _ = SseResults.Stream(events, server ?? Server).ExecuteAsync(client.Context);
        return client;
    }

    /// <summary>Reads until an event has begun; its ID and heartbeats may follow.</summary>
    private static async Task<string> ReadEventAsync(FakeClient client, string data)
    {
        var text = "";
        await Waiting.UntilAsync(
            () => (text += client.ReadAvailable()).Contains($"data: {data}\n", StringComparison.Ordinal),
            () => $"'{data}' did not follow '{text}'.");
        return text;
    }
}
