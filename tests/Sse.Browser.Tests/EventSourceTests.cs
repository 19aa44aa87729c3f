using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;

namespace Sse.Browser.Tests;

/// <summary>The browser's <c>EventSource</c> against <c>MapSse</c>.</summary>
public class EventSourceTests : PageFixture
{
    // Records all events and state changes.
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
    public async Task Opens_before_the_first_event_and_receives_messages_and_typed_events()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitForNoteAsync("open 1");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");

        var ids = new[]
        {
            site.Publish("a\nb\n\nc"),
            site.Publish("42", "price"),
            site.Publish(""),
            site.Publish("not listened to", "other"),
            site.Publish("\u2603 \U0001F600"),
        };

        await WaitForNoteAsync($"message {ids[4]} \"\u2603 \U0001F600\"");
        Assert.That(await LogAsync(), Is.EqualTo(new[]
        {
            "state 0", "open 1", $"message {ids[0]} \"a\\nb\\n\\nc\"", $"price {ids[1]} \"42\"", $"message {ids[2]} \"\"",
            $"message {ids[4]} \"\u2603 \U0001F600\"",
        }));
    }

    [Test]
    public async Task Receives_an_event_of_one_megabyte()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");

        await Page.EvaluateAsync("() => { source.onmessage = e => note(e.data.length, e.data.at(-1)); }");
        site.Publish(new string('x', 1024 * 1024) + "!");

        await WaitForNoteAsync("1048577 !");
    }

    [Test]
    public async Task Resumes_after_a_cut_without_missing_or_duplicate_events()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        var ids = new List<string> { site.Publish("1"), site.Publish("2") };
        await WaitForNoteAsync($"message {ids[1]} \"2\"");

        site.CutAndHold();
        await WaitForNoteAsync("error 0");
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        ids.AddRange([site.Publish("3"), site.Publish("4")]);
        site.Release();
        await WaitForNoteAsync("open 1", times: 2);
        ids.Add(site.Publish("5"));

        await WaitForNoteAsync($"message {ids[4]} \"5\"");
        Assert.That(site.Requests.Last().Header, Is.EqualTo(ids[1]));
        Assert.That(await MessagesAsync(), Is.EqualTo(ids.Select((id, index) => $"message {id} \"{index + 1}\"")));
    }

    [Test]
    public async Task Resumes_from_the_starting_ID_without_having_received_an_event()
    {
        var requests = new ConcurrentQueue<string>();
        var hold = new TaskCompletionSource();
        var options = new SseServerOptions
        {
            MaxConnectionAge = TimeSpan.FromSeconds(0.1),
            ReconnectionTime = TimeSpan.FromSeconds(0.1),
        };
        await using var site = await Site.StartAsync((app, site) => app.MapGet("/short", async (SseSubscriber subscriber) =>
        {
            requests.Enqueue(subscriber.LastEventId);
            await (requests.Count == 1 ? Task.CompletedTask : hold.Task);
            return SseResults.Stream(site.Topic, options);
        }));
        site.Publish("before it connected");

        await ConnectAsync(site, "/short");
        await WaitUntilAsync(() => requests.Count == 2, "the client did not reconnect");
        var id = site.Publish("while it was disconnected");
        hold.SetResult();

        await WaitForNoteAsync($"message {id} \"while it was disconnected\"");
        Assert.That(await MessagesAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Resumes_with_an_id_that_is_not_ASCII()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        site.Topic.Publish(new SseEvent("1", LastEventId: "pr\u00e9c\u00e9dent \u2603"));
        await WaitForNoteAsync("message pr\u00e9c\u00e9dent \u2603 \"1\"");

        site.Cut();
        await WaitForNoteAsync("open 1", times: 2);
        var id = site.Publish("2");

        await WaitForNoteAsync($"message {id} \"2\"");
        Assert.That(site.Requests.Last().LastEventId, Is.EqualTo("pr\u00e9c\u00e9dent \u2603"));
        Assert.That(await MessagesAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Reconnects_after_an_error_and_after_the_end_of_the_source()
    {
        await using var site = await Site.StartAsync((app, _) => app.MapSse(
            "/three",
            subscriber => subscriber.LastEventId switch
            {
                "" => Observable.Return(new SseEvent("1", LastEventId: "a")).Concat(
                    Observable.Throw<SseEvent>(new IOException("the source broke"))),
                "a" => Observable.Return(new SseEvent("2", LastEventId: "b")),
                _ => null,
            },
            new() { ReconnectionTime = TimeSpan.FromMilliseconds(100) }));
        await ConnectAsync(site, "/three");

        await WaitForNoteAsync("error 2");
        Assert.That(
            await LogAsync(),
            Is.EqualTo(new[] { "state 0", "open 1", "message a \"1\"", "error 0", "open 1", "message b \"2\"", "error 0", "error 2" }));
    }

    [Test]
    public async Task Ends_on_204()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitForNoteAsync("open 1");

        site.IsFinished = true;
        site.Cut();

        await WaitForNoteAsync("error 2");
        Assert.That(site.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Fails_on_a_status_that_is_not_200()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site, "/nowhere");

        await WaitForNoteAsync("error 2");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { "state 0", "error 2" }));
    }

    [Test]
    public async Task Waits_for_the_time_of_the_retry_field()
    {
        // Longer than Chromium's default of 3 s.
        await using var site = await Site.StartAsync(options: new() { ReconnectionTime = TimeSpan.FromSeconds(3.5) });
        await ConnectAsync(site);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        var id = site.Publish("retry was received");
        await WaitForNoteAsync($"message {id} \"retry was received\"");

        var cut = Stopwatch.GetTimestamp();
        site.Cut();

        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        Assert.That(Stopwatch.GetElapsedTime(cut, site.Requests.Last().At), Is.GreaterThan(TimeSpan.FromSeconds(3.4)));
    }

    [Test]
    public async Task The_server_notices_a_close_and_a_navigation()
    {
        await using var site = await Site.StartAsync();
        await ConnectAsync(site);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");

        await Page.EvaluateAsync("source.close()");
        await WaitUntilAsync(() => !site.Topic.HasSubscribers, "the close was not noticed");
        Assert.That(await Page.EvaluateAsync<int>("source.readyState"), Is.EqualTo(2));

        await Page.EvaluateAsync(Connect, "/events");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        await Page.GotoAsync("about:blank");
        await WaitUntilAsync(() => !site.Topic.HasSubscribers, "the navigation was not noticed");
        Assert.That(site.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Receives_a_gap_for_an_unknown_id()
    {
        await using var site = await Site.StartAsync();
        var id = site.Publish("the available history");
        await ConnectAsync(site, "/events?lastEventId=of-another-server");

        await WaitForNoteAsync($"message {id} \"the available history\"");
        Assert.That(
            (await LogAsync()).Single(line => line.StartsWith("sse-gap", StringComparison.Ordinal)),
            Does.Contain("unknown").And.Contain("of-another-server"));
    }

    private async Task ConnectAsync(Site site, string path = "/events")
    {
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(Connect, path);
    }

    private async Task<string[]> MessagesAsync() =>
        [.. (await LogAsync()).Where(line => line.StartsWith("message", StringComparison.Ordinal))];
}
