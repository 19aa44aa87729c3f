using System.Reactive.Linq;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>The writer of one connection: write-through, draining, and how a stream ends.</summary>
public class WriterTests : ResponseFixture
{
    [Test]
    public async Task A_publisher_writes_its_event_itself_if_the_outbox_is_empty()
    {
        using var client = await OpenAsync();

        for (var i = 0; i < 100; i++)
        {
            Source.OnNext(new($"{i}"));
            Assert.That(client.ReadAvailable(), Is.EqualTo($"data: {i}\n\n"));
        }
    }

    [Test]
    public async Task Events_that_arrive_during_a_flush_share_the_next_flush()
    {
        using var client = await OpenAsync(room: 10);
        Source.OnNext(new("0123456789"));
        var flushes = client.Flushes;
        for (var i = 0; i < 100; i++)
        {
            Source.OnNext(new($"{i}"));
        }

        Assert.That(client.Flushes, Is.EqualTo(flushes));
        var text = await client.ReadUntilAsync("data: 99\n\n");

        Assert.That(text, Is.EqualTo("data: 0123456789\n\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"data: {i}\n\n"))));
        Assert.That(client.Flushes, Is.EqualTo(flushes + 1));
    }

    [Test]
    public async Task A_burst_of_a_topic_shares_one_flush()
    {
        var topic = new SseTopic("t");
        using var client = FakeClient.Start(SseResults.Stream(topic.After(""), new SseServerOptions { HeartbeatInterval = null }));
        var id = "";
        await Waiting.UntilAsync(
            () => client.WritesOnThisThread(() => id = topic.Publish(new("?"))), () => "The response did not become idle.");
        await client.ReadUntilAsync($"data: ?\nid: {id}\n\n");
        var flushes = client.Flushes;
        client.OnNextFlush = () =>
        {
            for (var i = 0; i < 100; i++)
            {
                topic.Publish(new($"{i}"));
            }
        };

        topic.Publish(new("first"));
        var text = "";
        await Waiting.UntilAsync(
            () => (text += client.ReadAvailable()).Contains("data: 99\n", StringComparison.Ordinal), () => $"Received: '{text}'.");

        Assert.That(
            text.Split('\n').Where(l => l.StartsWith("data", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "data: first" }.Concat(Enumerable.Range(0, 100).Select(i => $"data: {i}"))));
        Assert.That(client.Flushes, Is.EqualTo(flushes + 2));
    }

    [Test]
    public async Task Concurrent_publishers_never_write_concurrently_and_lose_nothing()
    {
        Options = Options with { MaxQueuedMessages = 1_000_000, MaxQueuedBytes = 1_000_000_000 };
        using var client = await OpenAsync(room: 1000);
        var reading = client.ReadUntilAsync("data: end\n\n");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(p => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                Source.OnNext(new($"{p}-{i}"));
            }
        })));
        Source.OnNext(new("end"));

        var text = await reading;
        Assert.That(client.IsReset, Is.False);
        var lines = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1];
        for (var p = 0; p < 4; p++)
        {
            Assert.That(
                lines.Where(l => l.StartsWith($"data: {p}-", StringComparison.Ordinal)),
                Is.EqualTo(Enumerable.Range(0, 5000).Select(i => $"data: {p}-{i}")));
        }
    }

    [Test]
    public async Task Sends_the_reconnection_time_first()
    {
        Options = Options with { ReconnectionTime = TimeSpan.FromSeconds(7) };
        using var client = FakeClient.Start(SseResults.Stream(Source.StartWith(new SseEvent("a")), Options));

        Assert.That(await client.ReadUntilAsync("data: a\n\n"), Is.EqualTo("retry: 7000\ndata: a\n\n"));
    }

    [Test]
    public async Task Completion_closes_the_stream_after_the_queued_events()
    {
        var events = Enumerable.Range(0, 1000).Select(i => new SseEvent($"{i}")).ToObservable();
        using var client = FakeClient.Start(SseResults.Stream(events, Options));

        var text = await client.ReadToEndAsync();
        Assert.That(text, Is.EqualTo(string.Concat(Enumerable.Range(0, 1000).Select(i => $"data: {i}\n\n"))));
    }

    [Test]
    public async Task An_error_closes_the_stream_with_a_retry()
    {
        using var client = await OpenAsync();

        Source.OnNext(new("a"));
        var failingSource = Source.Select(e => e.Data == "b" ? throw new FormatException() : e);
        using var failing = FakeClient.Start(SseResults.Stream(failingSource, Options));
        Source.OnNext(new("b"));

        Assert.That(await failing.ReadToEndAsync(), Does.Match("^retry: [3-6][0-9]{3}\n$"));
        Assert.That(client.ReadAvailable(), Is.EqualTo("data: a\n\ndata: b\n\n"));
    }

    [Test]
    public async Task Unsubscribes_at_once_when_the_client_leaves()
    {
        var client = await OpenAsync();

        client.Abort();

        Assert.That(Source.HasObservers, Is.False);
        await client.Response.WaitAsync(Waiting.Deadline);
        client.Dispose();
    }
}
