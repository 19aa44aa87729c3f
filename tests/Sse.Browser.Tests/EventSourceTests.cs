using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;

namespace Sse.Browser.Tests;

/// <summary>The browser's own <c>EventSource</c> at <c>MapSse</c>.</summary>
public class EventSourceTests : PageFixture
{
    // Notes all there is to note.
    private const string Connect = """
        url => {
          globalThis.source = new EventSource(url);
          note('state', source.readyState);
          source.onopen = () => note('open', source.readyState);
          source.onmessage = noteEvent;
          source.addEventListener('price', noteEvent);
          source.addEventListener('sse-gap', noteEvent);
          source.onerror = () => note('error', source.readyState);
        }
        """;

    [Test]
    public async Task Opens_before_any_event_and_gets_messages_and_named_events()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await NotedAsync("open 1");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");

        var ids = new[] { site.Publish("a\nb\n\nc"), site.Publish("42", "price"), site.Publish(""), site.Publish("nobody listens", "other"), site.Publish("\u2603 \U0001F600") };

        await NotedAsync($"message {ids[4]} \"\u2603 \U0001F600\"");
        Assert.That(await LogAsync(), Is.EqualTo(new[]
        {
            "state 0", "open 1", $"message {ids[0]} \"a\\nb\\n\\nc\"", $"price {ids[1]} \"42\"", $"message {ids[2]} \"\"", $"message {ids[4]} \"\u2603 \U0001F600\"",
        }));
    }

    [Test]
    public async Task An_event_of_a_megabyte_arrives_whole()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");

        await Page.EvaluateAsync("() => { source.onmessage = e => note(e.data.length, e.data.at(-1)); }");
        site.Publish(new string('x', 1024 * 1024) + "!");

        await NotedAsync("1048577 !");
    }

    [Test]
    public async Task Resumes_after_a_cut_with_nothing_missed_or_doubled()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        var ids = new List<string> { site.Publish("1"), site.Publish("2") };
        await NotedAsync($"message {ids[1]} \"2\"");

        site.CutAndHold();
        await NotedAsync("error 0");
        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        ids.AddRange([site.Publish("3"), site.Publish("4")]);
        site.Admit();
        await NotedAsync("open 1", times: 2);
        ids.Add(site.Publish("5"));

        await NotedAsync($"message {ids[4]} \"5\"");
        Assert.That(site.Requests.Last().Header, Is.EqualTo(ids[1]));
        Assert.That(await MessagesAsync(), Is.EqualTo(ids.Select((id, index) => $"message {id} \"{index + 1}\"")));
    }

    [Test]
    public async Task Resumes_from_its_place_though_it_has_seen_no_event_yet()
    {
        var asked = new ConcurrentQueue<string>();
        var admission = new TaskCompletionSource();
        var options = new SseServerOptions { MaxConnectionAge = TimeSpan.FromSeconds(0.1), ReconnectionTime = TimeSpan.FromSeconds(0.1) };
        await using var site = await Site.StartAsync((app, site) => app.MapGet("/short", async (SseSubscriber subscriber) =>
        {
            asked.Enqueue(subscriber.LastEventId);
            await (asked.Count == 1 ? Task.CompletedTask : admission.Task);
            return SseResults.Stream(site.Topic, options);
        }));
        site.Publish("before its time");

        await ConnectAsync(site, "/short");
        await UntilAsync(() => asked.Count == 2, "it did not come back");
        var id = site.Publish("while it was away");
        admission.SetResult();

        await NotedAsync($"message {id} \"while it was away\"");
        Assert.That(await MessagesAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Resumes_by_an_id_that_is_not_ASCII()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        site.Topic.Publish(new SseEvent("1", LastEventId: "pr\u00e9c\u00e9dent \u2603"));
        await NotedAsync("message pr\u00e9c\u00e9dent \u2603 \"1\"");

        site.Cut();
        await NotedAsync("open 1", times: 2);
        var id = site.Publish("2");

        await NotedAsync($"message {id} \"2\"");
        Assert.That(site.Requests.Last().LastEventId, Is.EqualTo("pr\u00e9c\u00e9dent \u2603"));
        Assert.That(await MessagesAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Comes_back_after_an_error_of_the_source_and_after_its_end()
    {
        await using var site = await Site.StartAsync((app, _) => app.MapSse(
            "/three",
            subscriber => subscriber.LastEventId switch
            {
                "" => Observable.Return(new SseEvent("1", LastEventId: "a")).Concat(Observable.Throw<SseEvent>(new IOException("the source broke"))),
                "a" => Observable.Return(new SseEvent("2", LastEventId: "b")),
                _ => null,
            },
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) }));
        await ConnectAsync(site, "/three");

        await NotedAsync("error 2");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { "state 0", "open 1", "message a \"1\"", "error 0", "open 1", "message b \"2\"", "error 0", "error 2" }));
    }

    [Test]
    public async Task Ends_on_204()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await NotedAsync("open 1");

        site.IsOver = true;
        site.Cut();

        await NotedAsync("error 2");
        Assert.That(site.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Fails_on_a_status_that_is_not_200()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site, "/nowhere");

        await NotedAsync("error 2");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { "state 0", "error 2" }));
    }

    [Test]
    public async Task Waits_as_long_as_retry_says()
    {
        // Longer than the 3 s that it would wait otherwise.
        await using var site = await Site.StartAsync(options: new() { ReconnectionTime = TimeSpan.FromSeconds(3.5) });
        await ConnectAsync(site);
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        var id = site.Publish("so retry has arrived");
        await NotedAsync($"message {id} \"so retry has arrived\"");

        var cut = Stopwatch.GetTimestamp();
        site.Cut();

        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        Assert.That(Stopwatch.GetElapsedTime(cut, site.Requests.Last().At), Is.GreaterThan(TimeSpan.FromSeconds(3.4)));
    }

    [Test]
    public async Task Is_noticed_when_it_closes_and_when_its_page_is_left()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");

        await Page.EvaluateAsync("source.close()");
        await UntilAsync(() => !site.Topic.HasSubscribers, "the close was not noticed");
        Assert.That(await Page.EvaluateAsync<int>("source.readyState"), Is.EqualTo(2));

        await Page.EvaluateAsync(Connect, "/events");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        await Page.GotoAsync("about:blank");
        await UntilAsync(() => !site.Topic.HasSubscribers, "that the page was left was not noticed");
        Assert.That(site.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Sees_the_gap_where_its_id_is_not_known_any_more()
    {
        await using var site = await Site.StartAsync();
        var id = site.Publish("all that is held");
        await ConnectAsync(site, "/events?lastEventId=of-another-life");

        await NotedAsync($"message {id} \"all that is held\"");
        Assert.That((await LogAsync()).Single(line => line.StartsWith("sse-gap", StringComparison.Ordinal)), Does.Contain("unknown").And.Contain("of-another-life"));
    }

    private async Task ConnectAsync(Site site, string path = "/events")
    {
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(Connect, path);
    }

    private async Task<string[]> MessagesAsync() => [.. (await LogAsync()).Where(line => line.StartsWith("message", StringComparison.Ordinal))];
}
