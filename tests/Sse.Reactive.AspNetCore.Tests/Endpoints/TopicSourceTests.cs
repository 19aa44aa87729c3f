using System.Net;
using System.Reactive.Linq;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace Sse.Reactive.AspNetCore.Tests;

/// <summary>Topics as sources of endpoints and results.</summary>
public sealed class TopicSourceTests : ServerFixture
{
    [TestCase("topic")]
    [TestCase("function")]
    [TestCase("conditional")]
    [TestCase("result")]
    [TestCase("observable-result")]
    public async Task A_topic_itself_resumes_after_the_last_event_ID(string path)
    {
        var topic = new SseTopic("t");
        var ids = Publish(topic, 3);
        topic.OnCompleted(); // so that the response ends after what is replayed
        await using var server = await Server.StartAsync(app =>
        {
            app.MapSse("/topic", topic);
            app.MapSse("/function", _ => topic);
            app.MapSse("/conditional", s => s.LastEventId.Length > 0 ? topic : null);
            app.MapGet("/result", () => SseResults.Stream(topic));
            app.MapGet("/observable-result", () => SseResults.Stream((IObservable<SseEvent>)topic));
        });

        var text = await ReadEventsAsync(server, path, ("Last-Event-ID", ids[0]));

        Assert.That(text, Is.EqualTo($"data: 2\nid: {ids[1]}\n\ndata: 3\nid: {ids[2]}\n\n"));
        text = await ReadEventsAsync(server, $"{path}?lastEventId={Uri.EscapeDataString(ids[1])}");
        Assert.That(text, Is.EqualTo($"data: 3\nid: {ids[2]}\n\n"));
    }

    [Test]
    public async Task After_an_empty_ID_starts_live_whatever_the_request_says()
    {
        var topic = new SseTopic("t");
        var ids = Publish(topic, 3);
        topic.OnCompleted();
        await using var server = await Server.StartAsync(app => app.MapSse("/", _ => topic.After("")));

        var text = await ReadEventsAsync(server, "", ("Last-Event-ID", ids[0]));

        Assert.That(text, Is.EqualTo($"id: {ids[2]}\n\n"), "the starting ID, and no event");
    }

    [Test]
    public async Task One_result_object_resumes_each_request_after_its_own_ID()
    {
        var topic = new SseTopic("t");
        var ids = Publish(topic, 3);
        topic.OnCompleted();
        var result = SseResults.Stream(topic);
        await using var server = await Server.StartAsync(app => app.MapGet("/", () => result));

        Assert.That(await ReadEventsAsync(server, "", ("Last-Event-ID", ids[1])), Is.EqualTo($"data: 3\nid: {ids[2]}\n\n"));
        Assert.That(await ReadEventsAsync(server, "", ("Last-Event-ID", ids[2])), Is.Empty);
    }

    [TestCase("a b")]
    [TestCase("a\tb")]
    [TestCase("größer 日本 \U0001F600")]
    [TestCase("\u00A0x\u3000")]
    [TestCase("\"; x=%20,y")]
    [TestCase("long")]
    public async Task The_client_resumes_after_any_ID_that_a_topic_accepts(string id)
    {
        id = id == "long" ? new('x', 4096) : id;
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        topic.Publish(new("1", LastEventId: id));
        var requests = new List<string>();
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            s =>
            {
                requests.Add(s.LastEventId);
                return topic.After(s.LastEventId).Take(1);
            },
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }));

        var received = Connect(server).Do(_ => PublishOnce()).Take(2).ToList();

        Assert.That((await received.Timeout(Deadline)).Select(e => e.Data), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(requests, Is.EqualTo(new[] { "", id }));

        void PublishOnce()
        {
            if (requests.Count == 1)
            {
                topic.Publish(new("2"));
            }
        }
    }

    [Test]
    public async Task A_topic_merged_with_events_without_IDs_is_resumed_without_loss()
    {
        var topic = new SseTopic("t");
        using var typing = new TestSource();
        var requests = 0;
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            s =>
            {
                requests++;
                return topic.After(s.LastEventId).Merge(typing).TakeUntil(e => e.Data == "typing");
            },
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }));
        var received = new List<string>();

        using var subscription = Connect(server).Subscribe(e =>
        {
            received.Add(e.Data);
            if (e.Data == "1")
            {
                typing.OnNext(new("typing"));
            }
            else if (e.Data == "typing")
            {
                topic.Publish(new("2")); // while the client is disconnected, or about to be
                topic.Publish(new("3"));
            }

            Waiting.Pulse();
        });
        await Waiting.UntilAsync(() => typing.HasObservers, () => "The client did not connect.");
        topic.Publish(new("1"));
        await Waiting.UntilAsync(() => received.Count >= 4, () => $"Only {string.Join(' ', received)} arrived.");

        Assert.That(received, Is.EqualTo(new[] { "1", "typing", "2", "3" }));
        Assert.That(requests, Is.EqualTo(2));
    }

    [Test]
    public async Task The_client_resumes_a_topic_after_a_cut()
    {
        var topic = new SseTopic("t", new() { ReplayFromOldest = true });
        var ids = Publish(topic, 10);
        var requests = 0;
        await using var server = await Server.StartAsync(app => app.MapSse(
            "/",
            s => topic.After(s.LastEventId).Take(++requests == 1 ? 4 : 100),
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(1) }));

        var received = await Connect(server).Take(10).ToList().Timeout(Deadline);

        Assert.That(received.Select(e => e.Data), Is.EqualTo(Enumerable.Range(1, 10).Select(i => $"{i}")));
        Assert.That(received.Select(e => e.LastEventId), Is.EqualTo(ids));
        Assert.That(requests, Is.EqualTo(2));
    }

    [Test]
    public async Task The_client_receives_a_gap_for_expired_events()
    {
        var topic = new SseTopic("t", new() { MaxEvents = 3 });
        var ids = Publish(topic, 10);
        await using var server = await Server.StartAsync(app => app.MapSse("/", topic));
        var gaps = new List<SseGap>();

        var events = SseObservable.Connect(server.Uri, new() { LastEventId = ids[1] }).WithoutGaps(gaps.Add);
        var received = await events.Take(3).Select(e => e.Data).ToList().Timeout(Deadline);

        Assert.That(received, Is.EqualTo(new[] { "8", "9", "10" }));
        Assert.That(gaps, Is.EqualTo(new[] { new SseGap(SseGapReason.Expired, 5, ids[1]) }));
    }

    /// <summary>Reads a whole response, without the <c>retry</c> of a topic that has ended.</summary>
    private async Task<string> ReadEventsAsync(Server server, string path, (string Name, string Value) header = default) =>
        Regex.Replace(await ReadAsync(server, path, header), "retry: [0-9]+\n$", "");

    private static List<string> Publish(SseTopic topic, int count) =>
        Enumerable.Range(1, count).Select(i => topic.Publish(new($"{i}"))).ToList();
}
