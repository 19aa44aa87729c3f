using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Subscribers that receive only some events of a topic.</summary>
public class FilterTests : TopicFixture
{
    [Test]
    public void Applies_to_replayed_and_to_live_events()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 4);

        using var subscription = topic.After(ids[0], where: e => int.Parse(e.Value.Data, null) % 2 == 0).Subscribe(Received.Add);
        Publish(topic, 4);

        Assert.That(ReceivedData, Is.EqualTo(new[] { "2", "4", "6", "8" }));
        Assert.That(Received[0].LastEventId, Is.EqualTo(ids[1]));
    }

    [Test]
    public void Sees_the_tag_and_the_time_which_are_not_sent()
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = true });
        topic.Publish(new("1"), tag: "alice");
        topic.PublishJson(2, NumberContext.Default.Int32, tag: "bob");
        Advance(seconds: 60);
        var seen = new List<(object?, DateTimeOffset)>();

        using var subscription = topic.After("", where: e =>
        {
            seen.Add((e.Tag, e.PublishedAt));
            return !Equals(e.Tag, "alice"); // all but the sender
        }).Subscribe(Received.Add);
        topic.Publish(new("3"), tag: "alice");
        topic.Publish(new("4"));

        Assert.That(ReceivedData, Is.EqualTo(new[] { "2", "4" }));
        Assert.That(seen.Select(s => s.Item1), Is.EqualTo(new[] { "alice", "bob", "alice", null }));
        Assert.That(seen[2].Item2 - seen[0].Item2, Is.EqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task A_client_keeps_a_position_past_its_last_match()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20 });
        var options = new SseServerOptions { Scheduler = Scheduler };
        var source = topic.After("", where: e => e.Value.Data is "1" or "111");
        string lastId;
        using (var client = FakeClient.Start(SseResults.Stream(source, options)))
        {
            await Waiting.UntilAsync(() => topic.HasSubscribers, () => "The topic was not subscribed to.");
            Publish(topic, 1);
            var text = await client.ReadUntilAsync("/1\n\n");
            for (var published = 11; published <= 101; published += 10) // fewer than the history holds
            {
                Publish(topic, 10);
                await Waiting.UntilAsync(() => LastPosition(text += client.ReadAvailable()) > published - 5, () => text);
            }

            lastId = LastId(text);
            Assert.That(text, Does.Not.Contain("data: 2"));
        }

        Publish(topic, 10); // fewer than expire

        using var again = topic.After(lastId, where: e => e.Value.Data == "111").Subscribe(Received.Add);
        Assert.That(Gaps, Is.Empty, lastId);
        Assert.That(ReceivedData, Is.EqualTo(new[] { "111" }));

        static string LastId(string text) =>
            text.Split('\n').LastOrDefault(l => l.StartsWith("id: ", StringComparison.Ordinal), "id: /0")[4..];

        static int LastPosition(string text) => int.Parse(LastId(text).Split('/')[^1], null);
    }

    [Test]
    public void A_gap_of_a_filtered_subscriber_has_no_count()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 3 });
        var ids = Publish(topic, 10);

        using var subscription = topic.After(ids[1], where: e => e.Value.Data == "9").Subscribe(Received.Add);

        Assert.That(Gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, null, ids[1]) }));
        Assert.That(SseGap.TryRead(Received[0], out var gap) && gap == Gaps[0]);
        Assert.That(ReceivedData.Skip(1), Is.EqualTo(new[] { "9" }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void An_exception_is_the_error_of_that_subscriber_only(bool isReplayed)
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = isReplayed });
        Publish(topic, 1);
        Exception? error = null;
        using var other = topic.Subscribe(Received.Add);

        using var subscription = topic.After("", where: _ => throw new FormatException()).Subscribe(_ => Assert.Fail(), e => error = e);
        Assert.That(() => Publish(topic, 1), Throws.Nothing);

        Assert.That(error, Is.InstanceOf<FormatException>());
        Assert.That(topic.SubscriberCount, Is.EqualTo(1));
        Assert.That(ReceivedData.Last(), Is.EqualTo("2"));
    }

    [Test]
    public async Task Runs_in_the_execution_context_of_the_subscriber()
    {
        var user = new AsyncLocal<string>();
        var topic = new SseTopic("t");
        var options = new SseServerOptions { HeartbeatInterval = null };
        user.Value = "alice";
        using var client = FakeClient.Start(SseResults.Stream(topic.After("", where: e => Equals(e.Tag, user.Value)), options));

        user.Value = "bob";
        topic.Publish(new("bob's"), tag: "bob");
        topic.Publish(new("alice's"), tag: "alice");

        Assert.That(await client.ReadUntilAsync("/2\n\n"), Does.Contain("alice's").And.Not.Contain("bob"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_filter_that_does_not_return_delays_neither_the_publisher_nor_other_clients(bool drops)
    {
        var topic = new SseTopic("t", Options);
        using var isReleased = new ManualResetEventSlim();
        bool Filter(SseHistoryEntry entry)
        {
            isReleased.Wait(Waiting.Deadline);
            return true;
        }

        var options = new SseServerOptions
        {
            Scheduler = Scheduler,
            HeartbeatInterval = null,
            Overflow = drops ? SseOverflowPolicy.DropOldest : SseOverflowPolicy.Disconnect,
        };
        using var blocked = FakeClient.Start(SseResults.Stream(topic.After("", Filter), options));
        using var other = FakeClient.Start(SseResults.Stream(topic, options));
        await Waiting.UntilAsync(() => topic.SubscriberCount == 2 && other.Flushes > 0, () => "The streams did not open.");

        Publish(topic, 3);

        await Waiting.UntilAsync(() => other.ReadAvailable().Contains("data: 3", StringComparison.Ordinal), () => "It did not arrive.");
        isReleased.Set();
        await Waiting.UntilAsync(() => blocked.ReadAvailable().Contains("data: 3", StringComparison.Ordinal), () => "It is lost.");
    }

    [Test]
    public async Task An_event_does_not_wait_for_a_slow_filter()
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = true });
        Publish(topic, 3);
        using var isReleased = new ManualResetEventSlim();
        bool Filter(SseHistoryEntry entry)
        {
            Advance(seconds: 1); // the time that the filter takes
            return entry.Value.Data != "3" || isReleased.Wait(Waiting.Deadline);
        }

        using var client = FakeClient.Start(SseResults.Stream(
            topic.After("", Filter), new SseServerOptions { Scheduler = Scheduler, HeartbeatInterval = null }));

        await Waiting.UntilAsync(() => client.ReadAvailable().Contains("data: 1", StringComparison.Ordinal), () => "It did not arrive.");
        isReleased.Set();
    }

    [TestCase("the client leaves")]
    [TestCase("the stream grows too old")]
    public async Task A_request_ends_without_a_filter_that_does_not_return(string reason)
    {
        var topic = new SseTopic("t", Options);
        var isReached = new TaskCompletionSource();
        using var isReleased = new ManualResetEventSlim();
        var hasReturned = false;
        bool Filter(SseHistoryEntry entry)
        {
            if (entry.Value.Data == "2")
            {
                isReached.TrySetResult();
                isReleased.Wait(Waiting.Deadline);
                Volatile.Write(ref hasReturned, true);
            }

            return true;
        }

        var options = new SseServerOptions { Scheduler = Scheduler, HeartbeatInterval = null, MaxConnectionAge = TimeSpan.FromHours(1) };
        using var client = FakeClient.Start(SseResults.Stream(topic.After("", Filter), options));
        await Waiting.UntilAsync(() => topic.HasSubscribers && client.Flushes > 0, () => "The stream did not open.");

        var publishing = Task.Run(() => Publish(topic, 3));
        await isReached.Task.WaitAsync(Waiting.Deadline);
        if (reason == "the client leaves")
        {
            client.Abort();
        }
        else
        {
            Advance(seconds: 1.25 * 3600);
        }

        await Waiting.AdvanceUntilAsync(() => Advance(seconds: 1), () => client.Response.IsCompleted, () => "The request did not end.");
        Assert.That(Volatile.Read(ref hasReturned), Is.False);
        isReleased.Set();
        await publishing;
    }

    [Test]
    public async Task A_filtered_client_is_paced()
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = true });
        Publish(topic, 1000);
        var options = new SseServerOptions { Scheduler = Scheduler, MaxQueuedMessages = 2 };

        using var client = FakeClient.Start(SseResults.Stream(topic.After("", where: e => e.Value.Data[^1] == '0'), options), room: 100);
        var text = await client.ReadUntilAsync("/1000\n\n");

        var data = text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]);
        Assert.That(data, Is.EqualTo(Enumerable.Range(1, 100).Select(i => $"{i}0")));
    }
}
