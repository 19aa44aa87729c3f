using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The overflow policies: what a client that reads too slowly receives.</summary>
public class OverflowTests : ResponseFixture
{
    [Test]
    public async Task A_full_outbox_ends_the_stream_after_the_queued_events_and_delays_no_other()
    {
        Options = Options with { MaxQueuedMessages = 10 };
        using var stopped = await OpenAsync(room: 10);
        using var other = await OpenAsync();
        var events = Enumerable.Range(0, 20).Select(i => $"data: 0123456789-{i}\n\n").ToArray();

        for (var i = 0; i < 11; i++)
        {
            Source.OnNext(new($"0123456789-{i}"));
        }

        for (var i = 11; i < 20; i++)
        {
            Source.OnNext(new($"0123456789-{i}"));
        }

        Assert.That(other.ReadAvailable(), Is.EqualTo(string.Concat(events)));
        var text = await stopped.ReadToEndAsync();
        var end = text.IndexOf("retry: ", StringComparison.Ordinal);
        Assert.That(text[..end], Is.EqualTo(string.Concat(events[..11])), "one was being written and ten were queued");
    }

    [Test]
    public async Task Bytes_are_limited_too()
    {
        Options = Options with { MaxQueuedBytes = 1000 };
        using var stopped = await OpenAsync(room: 10);

        for (var i = 0; i < 3; i++)
        {
            Source.OnNext(new(new string('x', 600)));
        }

        Source.OnNext(new("x"));

        var text = await stopped.ReadToEndAsync();
        Assert.That(text.Count(c => c == 'x'), Is.EqualTo(1800), "one was being written, two were queued");
    }

#if !MUTANTS // takes seconds
    [Test]
    public async Task Concurrent_publishers_disconnect_a_slow_client_once()
    {
        using var logs = new LogRecorder();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
        Options = Options with { MaxQueuedMessages = 2 };
        for (var round = 0; round < 50; round++)
        {
            using var client = await OpenAsync(room: 10, services);
            using var start = new Barrier(4);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 5; i++)
                {
                    Source.OnNext(new("0123456789"));
                }
            })));

            await client.ReadToEndAsync();
            Assert.That(logs.Entries.Count(l => l.Event == "TooSlow"), Is.EqualTo(round + 1));
        }
    }
#endif

    [Test]
    public async Task A_source_of_a_slow_client_that_blocks_as_it_is_stopped_does_not_delay_the_publisher()
    {
        using var logs = new LogRecorder();
        using var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
        using var isReleased = new ManualResetEventSlim();
        Options = Options with { MaxQueuedMessages = 2 };
        var topic = new SseTopic("t");
        var source = topic.After("").Select(e => e).Finally(() => isReleased.Wait(Waiting.Deadline));
        using var client = FakeClient.Start(SseResults.Stream(source, Options), room: 10, services);
        await Waiting.UntilAsync(() => topic.SubscriberCount == 1, () => "The client has not subscribed.");

        var publishing = Task.Run(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                topic.Publish(new("0123456789"));
            }

            return isReleased.IsSet;
        });

        await Task.WhenAny(publishing, Task.Delay(Waiting.Deadline / 2));
        isReleased.Set();
        Assert.That(await publishing, Is.False, "Publish has waited for the source.");
        await client.ReadToEndAsync();
        Assert.That(logs.Entries.Select(l => l.Event), Has.One.EqualTo("TooSlow"));
    }

    [Test]
    public async Task A_replay_longer_than_the_outbox_makes_progress_with_each_connection()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        for (var i = 0; i < 1000; i++)
        {
            topic.Publish(new($"{i}"));
        }

        Options = Options with { MaxQueuedMessages = 100 };
        var received = new List<string>();
        var lastEventId = "";
        for (var connections = 1; received.Count < 1000; connections++)
        {
            Assert.That(connections, Is.LessThan(20));
            var replay = topic.After(lastEventId).Where(_ => true); // downstream of an operator a topic is not paced
            using var client = FakeClient.Start(SseResults.Stream(replay, Options));
            var text = "";
            await Waiting.UntilAsync(
                () => (text += client.ReadAvailable()).Contains("data: 999\n", StringComparison.Ordinal) || client.Response.IsCompleted,
                () => text);
            text += client.ReadAvailable();
            received.AddRange(text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]));
            lastEventId = text.Split('\n').Last(l => l.StartsWith("id: ", StringComparison.Ordinal))[4..];
        }

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"{i}")));
    }

    [Test]
    public async Task DropOldest_reports_a_counted_gap()
    {
        Options = Options with { MaxQueuedMessages = 3, Overflow = SseOverflowPolicy.DropOldest };
        using var client = await OpenAsync(room: 10);

        for (var i = 1; i <= 10; i++)
        {
            Source.OnNext(new($"0123456789-{i}", LastEventId: $"{i}"));
        }

        var text = await client.ReadUntilAsync("id: 10\n\n");
        Assert.That(text, Is.EqualTo(
            "data: 0123456789-1\nid: 1\n\n"
            + "event: sse-gap\ndata: {\"reason\":\"overflow\",\"count\":6,\"after\":\"1\"}\nid: 7\n\n"
            + "data: 0123456789-8\nid: 8\n\ndata: 0123456789-9\nid: 9\n\ndata: 0123456789-10\nid: 10\n\n"));
    }
}
