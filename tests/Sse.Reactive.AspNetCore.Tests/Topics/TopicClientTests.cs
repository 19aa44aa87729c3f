using System.Reactive.Linq;
using System.Runtime.CompilerServices;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Responses as subscribers of a topic: paced, with a starting ID, sharing bytes.</summary>
public class TopicClientTests : TopicFixture
{
    [Test]
    public async Task A_client_receives_a_replay_larger_than_its_outbox_as_fast_as_it_reads()
    {
        var topic = new SseTopic("t", Options with { ReplayFromOldest = true });
        Publish(topic, 1000);
        var options = new SseServerOptions { Scheduler = Scheduler, MaxQueuedMessages = 2 };

        using var client = FakeClient.Start(SseResults.Stream(topic.After(""), options), room: 100);
        var text = await client.ReadUntilAsync("/1000\n\n");
        Publish(topic, 100);
        text += await client.ReadUntilAsync("/1100\n\n");

        Assert.That(Data(text), Is.EqualTo(Enumerable.Range(1, 1100).Select(i => $"{i}")));
        Assert.That(client.IsReset, Is.False);
        Assert.That(Gaps, Is.Empty);
    }

    [Test]
    public async Task A_client_that_stops_reading_stays_in_the_history_and_receives_a_gap_if_events_expire()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 20 });
        var options = new SseServerOptions { Scheduler = Scheduler, MaxQueuedMessages = 2 };
        using var client = FakeClient.Start(SseResults.Stream(topic, options), room: 10);
        await Waiting.UntilAsync(() => topic.HasSubscribers, () => "The topic was not subscribed to.");
        Publish(topic, 1);
        // Until its flush waits, it may fall behind, and receive a gap, more than once.
        await Waiting.UntilAsync(() => client.IsFlushWaiting, () => "The client's flush does not wait.");
        Publish(topic, 99);

        var text = await client.ReadUntilAsync("/100\n\n");

        Assert.That(client.IsReset, Is.False);
        Assert.That(text, Does.Contain("event: sse-gap\n"));
        // A burst may be delivered in parts, each after a gap. Every event is received, or counted by one of them.
        Assert.That(Gaps.Sum(gap => gap.Count) + Data(text).Count(data => int.TryParse(data, out _)), Is.EqualTo(100));
        Assert.That(Data(text).TakeLast(20), Is.EqualTo(Enumerable.Range(81, 20).Select(i => $"{i}")));
    }

    [Test]
    public async Task Sends_the_starting_ID_before_the_first_event()
    {
        var topic = new SseTopic("t", Options);
        var ids = Publish(topic, 2);
        var options = new SseServerOptions { Scheduler = Scheduler };
        string start;
        using (var client = FakeClient.Start(SseResults.Stream(topic.After(""), options)))
        {
            start = await client.ReadUntilAsync("\n\n");
        }

        Assert.That(start, Is.EqualTo($"id: {ids[1]}\n\n"));
        Publish(topic, 1); // while the client is disconnected
        using var again = FakeClient.Start(SseResults.Stream(topic.After(ids[1]), options));

        Assert.That(Data(await again.ReadUntilAsync("/3\n\n")), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task A_callback_for_gaps_that_fails_ends_the_stream_with_a_retry()
    {
        var topic = new SseTopic("t", Options with { MaxEvents = 5, OnGap = _ => throw new IOException("broken") });
        var options = new SseServerOptions { Scheduler = Scheduler, MaxQueuedMessages = 2 };
        using var client = FakeClient.Start(SseResults.Stream(topic.After(""), options), room: 10);
        await Waiting.UntilAsync(() => client.IsFlushWaiting, () => "The client's flush does not wait.");

        Publish(topic, 20); // more than the history holds: the client's position expires

        Assert.That(await client.ReadToEndAsync(), Does.Match("\nretry: [3-6][0-9]{3}\n$"));
        Assert.That(topic.HasSubscribers, Is.False);
    }

    [Test]
    public void All_clients_share_the_same_bytes_also_downstream_of_operators()
    {
        var topic = new SseTopic("t", Options);
        var options = new SseServerOptions { Scheduler = Scheduler, MaxQueuedBytes = 100_000_000 };
        var clients = Enumerable.Range(0, 20)
            .Select(_ => FakeClient.Start(SseResults.Stream(topic.Where(e => e.Type == "message"), options), room: 1))
            .ToList();
        Assert.That(() => Publish(topic, 3), Throws.Nothing);
        var before = GC.GetAllocatedBytesForCurrentThread();

        topic.Publish(new(new string('x', 1_000_000)));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000), "twenty encodings would be 20 MB");
        clients.ForEach(c => c.Dispose());
    }

    [TestCase("nothing")]
    [TestCase("client")]
    [TestCase("operator")]
    public void Threads_that_have_published_keep_no_event_in_memory(string subscriber)
    {
        var topic = new SseTopic("t", new() { MaxEvents = 1 });
        var options = new SseServerOptions { HeartbeatInterval = null };
        using var client = subscriber == "nothing" ? null : FakeClient.Start(
            SseResults.Stream(subscriber == "client" ? topic : topic.Where(_ => true), options));
        using var published = new SemaphoreSlim(0);
        using var finished = new ManualResetEventSlim();
        var events = new List<WeakReference>();
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            Publish();
            published.Release();
            finished.Wait(Waiting.Deadline);
        })).ToList();
        foreach (var thread in threads)
        {
            thread.Start();
            Assert.That(published.Wait(Waiting.Deadline));
            client?.ReadAvailable();
        }

        topic.Publish(new("last"));
        client?.ReadAvailable();
        GC.Collect();

        Assert.That(events.Count(e => e.IsAlive), Is.Zero);
        finished.Set();
        threads.ForEach(t => t.Join());

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Publish()
        {
            var data = new string('x', 50_000);
            events.Add(new(data));
            topic.Publish(new(data));
        }
    }

    private static IEnumerable<string> Data(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(b => b.Contains("data: ", StringComparison.Ordinal) && !b.Contains("sse-gap", StringComparison.Ordinal))
            .Select(b => b[(b.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..].Split('\n')[0]);
}
