using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>
/// Client libraries in place of, or on top of, <c>EventSource</c>: each receives events of any type, resumes by ID, and ends.
/// </summary>
public class LibraryTests : PageFixture
{
    private static readonly TestCaseData[] Clients =
    [
        new("""
            const { EventSourcePolyfill } = window;
            const source = new EventSourcePolyfill('/events');
            source.onmessage = noteEvent;
            source.addEventListener('price', noteEvent);
            source.onerror = () => { if (source.readyState === 2) note('end'); }; // it closes by itself, unlike in Node
            """, "event-source-polyfill/src/eventsource.js", true) { TestName = "event-source-polyfill" },
        new("""
            const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
            fetchEventSource('/events', {
              async onopen(response) { if (response.status === 204) throw new Error('end'); },
              onmessage(m) { if (m.data) note(m.event || 'message', m.id, JSON.stringify(m.data)); }, // it also reports blocks without data
              onerror(e) { if (e.message === 'end') throw e; },
            }).catch(e => note(e.message));
            """, null, false) { TestName = "@microsoft/fetch-event-source" },
        new("""
            const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
            fetchEventSource('/events', {
              method: 'POST',
              async onopen(response) { if (response.status === 204) throw new Error('end'); },
              onmessage(m) { if (m.data) note(m.event || 'message', m.id, JSON.stringify(m.data)); },
              onerror(e) { if (e.message === 'end') throw e; },
            }).catch(e => note(e.message));
            """, null, false) { TestName = "@microsoft/fetch-event-source, by POST" },
        new("""
            const { Observable, merge, fromEvent, takeUntil, filter } = rxjs;
            const events = new Observable(observer => {
              const source = new EventSource('/events');
              const ended = fromEvent(source, 'error').pipe(filter(() => source.readyState === EventSource.CLOSED));
              const all = merge(fromEvent(source, 'message'), fromEvent(source, 'price')).pipe(takeUntil(ended)).subscribe(observer);
              return () => { all.unsubscribe(); source.close(); };
            });
            events.subscribe({ next: noteEvent, complete: () => note('end') });
            """, "rxjs/dist/bundles/rxjs.umd.js", false) { TestName = "rxjs" },
    ];

    [TestCaseSource(nameof(Clients))]
    public async Task Receives_events_resumes_and_ends(string script, string? package, bool sendsIdInQuery)
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        await Page.GotoAsync(site.Url);
        if (package is not null)
        {
            await Page.AddScriptTagAsync(new() { Url = $"/packages/{package}" });
        }

        await Page.EvaluateAsync($"async () => {{ {script}\n }}");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        var ids = new List<string> { site.Publish("a\nb"), site.Publish("42", "price") };
        await WaitForNoteAsync($"price {ids[1]} \"42\"");

        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        ids.AddRange([site.Publish("43", "price"), site.Publish("c")]);
        site.Release();
        await WaitForNoteAsync($"message {ids[3]} \"c\"");
        site.IsFinished = true;
        site.Cut();

        await WaitForNoteAsync("end");
        Assert.That(
            await LogAsync(),
            Is.EqualTo(
                new[]
                {
                    $"message {ids[0]} \"a\\nb\"",
                    $"price {ids[1]} \"42\"",
                    $"price {ids[2]} \"43\"",
                    $"message {ids[3]} \"c\"",
                    "end",
                }));
        Assert.That(site.Requests.Select(r => r.LastEventId), Is.EqualTo(new[] { "", ids[1], ids[3] }));
        Assert.That(site.Requests.Select(r => r.Header), sendsIdInQuery ? Has.All.Empty : Is.EqualTo(new[] { "", ids[1], ids[3] }));
    }

    [Test]
    public async Task A_page_of_fetch_event_source_that_parses_each_message_as_JSON_receives_every_event()
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync(options: new()
        {
            ReconnectionTime = TimeSpan.FromMilliseconds(100),
            HeartbeatInterval = TimeSpan.FromMilliseconds(1),
        });
        await Page.GotoAsync(site.Url);

        await Page.EvaluateAsync(
            """
            async () => {
              const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
              fetchEventSource('/events', {
                onmessage(m) { note(m.id, m.data && JSON.parse(m.data).n); }, // an empty message is noted too
                onclose() { throw new Error('reconnect'); },
              });
            }
            """);
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        var ids = new List<string> { site.Publish("""{"n":1}""") };
        await WaitForNoteAsync($"{ids[0]} 1");
        site.Cut();
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        ids.Add(site.Publish("""{"n":2}"""));
        await WaitForNoteAsync($"{ids[1]} 2");

        // Only a new client's starting ID stands alone: the page sees it as one message without data.
        Assert.That((await LogAsync())[1..], Is.EqualTo(new[] { $"{ids[0]} 1", $"{ids[1]} 2" }));
        Assert.That((await LogAsync())[0], Does.EndWith(" "));
    }

    [Test]
    public async Task Fetch_event_source_reconnects_after_204_if_onopen_does_not_check_for_it()
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        site.IsFinished = true;
        await Page.GotoAsync(site.Url);

        await Page.EvaluateAsync(
            """
            async () => {
              const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
              fetchEventSource('/events', { onclose() { throw new Error('reconnect'); } });
            }
            """);

        await WaitUntilAsync(() => site.Requests.Count >= 3, "the client did not reconnect");
    }

    /// <summary>
    /// This library stores an ID at the end of its line, before the event is complete. Events are therefore written with the ID last.
    /// </summary>
    [Test]
    public async Task Fetch_event_source_receives_an_event_that_was_cut_off()
    {
        await NodeModules.RequireAsync();
        var encoder = new SseEncoder();
        var (first, second) = (Encoded(encoder, new("first", LastEventId: "1")), Encoded(encoder, new("second", LastEventId: "2")));
        var half = second.IndexOf("ond", StringComparison.Ordinal);
        var asked = new ConcurrentQueue<string>();
        await using var site = await Site.StartAsync((app, site) => app.MapGet("/half", async (SseSubscriber subscriber) =>
        {
            asked.Enqueue(subscriber.LastEventId);
            site.AbortOnCut(subscriber);
            var response = subscriber.HttpContext.Response;
            response.ContentType = "text/event-stream";
            await response.WriteAsync(asked.Count == 1 ? $"retry: 1\n{first}{second[..half]}" : second);
            await response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync(
            """
            async () => {
              const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
              fetchEventSource('/half', { onmessage(m) { note(m.data); } });
            }
            """);
        await WaitForNoteAsync("first");

        site.Cut();

        await WaitForNoteAsync("second");
        Assert.That(asked, Is.EqualTo(new[] { "", "1" }));
    }

    private static string Encoded(SseEncoder encoder, SseEvent value)
    {
        var output = new ArrayBufferWriter<byte>();
        encoder.Write(value, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
