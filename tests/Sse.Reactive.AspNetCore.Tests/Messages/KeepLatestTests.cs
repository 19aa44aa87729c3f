using System.Reactive.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>A client that reads too slowly, and receives the latest event of each key.</summary>
public class KeepLatestTests : ResponseFixture
{
    [Test]
    public async Task KeepLatest_sends_the_latest_event_of_each_key_in_order()
    {
        Options = Options with { Overflow = SseOverflowPolicy.KeepLatest(e => e.Type) };
        using var client = await OpenAsync(room: 10);

        for (var i = 1; i <= 9; i++)
        {
            Source.OnNext(new($"0123456789-{i}", "abc"[i % 3].ToString()));
        }

        Assert.That(await client.ReadUntilAsync("-9\n\n"), Is.EqualTo(
            "event: b\ndata: 0123456789-1\n\n"
            + "event: b\ndata: 0123456789-7\n\nevent: c\ndata: 0123456789-8\n\nevent: a\ndata: 0123456789-9\n\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_key_of_KeepLatest_that_throws_fails_the_stream_of_its_client_alone(bool isTopic)
    {
        using var logs = new LogRecorder();
        using var services = new ServiceCollection().AddLogging(l => l.AddProvider(logs)).BuildServiceProvider();
        var topic = new SseTopic("t");
        IObservable<SseEvent> events = isTopic ? topic : topic.Where(_ => true);
        Options = Options with { Overflow = SseOverflowPolicy.KeepLatest(_ => throw new FormatException("no key")) };
        using var failing = FakeClient.Start(SseResults.Stream(events, Options), room: 10, services);
        using var other = FakeClient.Start(SseResults.Stream(events), services: services);
        await Waiting.UntilAsync(() => topic.SubscriberCount == 2, () => "The clients have not subscribed.");

        for (var i = 0; i < 3; i++)
        {
            topic.Publish(new("0123456789"));
        }

        topic.Publish(new("last"));
        var text = await failing.ReadToEndAsync();
        Assert.That(text, Does.Contain("retry: ").And.Not.Contain("last"));
        Assert.That(logs.Entries.Count(l => l is { Event: "SourceFailed", Error: FormatException }), Is.EqualTo(1));
        var received = "";
        await Waiting.UntilAsync(
            () => (received += other.ReadAvailable()).Contains("data: last\n", StringComparison.Ordinal), () => received);
    }

    [Test]
    public async Task KeepLatest_asks_for_no_key_of_a_gap()
    {
        var policy = SseOverflowPolicy.KeepLatest(e => e.Type == SseGap.EventType ? throw new FormatException() : "k");
        Options = Options with { Overflow = policy };
        using var client = await OpenAsync(room: 10);
        Source.OnNext(new("0123456789"));
        Source.OnNext(new SseGap(SseGapReason.Unknown).ToEvent("1"));
        Source.OnNext(new("0 last"));

        Assert.That(await client.ReadUntilAsync("data: 0 last\n\n"), Does.Contain("sse-gap"));
    }
}
