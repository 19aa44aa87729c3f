namespace Sse.Browser.Tests;

/// <summary>What others have built on, or in place of, <c>EventSource</c>: each sees events, named ones too, resumes by ID, and ends.</summary>
public class LibraryTests : PageFixture
{
    private static readonly TestCaseData[] Clients =
    [
        new("""
            const { EventSourcePolyfill } = window;
            const source = new EventSourcePolyfill('/events');
            source.onmessage = noteEvent;
            source.addEventListener('price', noteEvent);
            source.onerror = () => { if (source.readyState === 2) note('end'); }; // it closes by itself; in Node it does not
            """, "event-source-polyfill/src/eventsource.js", true) { TestName = "event-source-polyfill" },
        new("""
            const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
            fetchEventSource('/events', {
              async onopen(response) { if (response.status === 204) throw new Error('end'); },
              onmessage(m) { if (m.data) note(m.event || 'message', m.id, JSON.stringify(m.data)); }, // a block with no data comes too
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
    public async Task Sees_events_resumes_and_ends(string script, string? package, bool asksByQuery)
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        await Page.GotoAsync(site.Url);
        if (package is not null)
        {
            await Page.AddScriptTagAsync(new() { Url = $"/packages/{package}" });
        }

        await Page.EvaluateAsync($"async () => {{ {script}\n }}");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        var ids = new List<string> { site.Publish("a\nb"), site.Publish("42", "price") };
        await NotedAsync($"price {ids[1]} \"42\"");

        site.CutAndHold();
        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        ids.AddRange([site.Publish("43", "price"), site.Publish("c")]);
        site.Admit();
        await NotedAsync($"message {ids[3]} \"c\"");
        site.IsOver = true;
        site.Cut();

        await NotedAsync("end");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { $"message {ids[0]} \"a\\nb\"", $"price {ids[1]} \"42\"", $"price {ids[2]} \"43\"", $"message {ids[3]} \"c\"", "end" }));
        Assert.That(site.Requests.Select(r => r.LastEventId), Is.EqualTo(new[] { "", ids[1], ids[3] }));
        Assert.That(site.Requests.Select(r => r.Header), asksByQuery ? Has.All.Empty : Is.EqualTo(new[] { "", ids[1], ids[3] }));
    }

    [Test]
    public async Task Fetch_event_source_comes_back_after_each_204_where_onopen_does_not_look_for_it()
    {
        await NodeModules.RequireAsync();
        await using var site = await Site.StartAsync();
        site.IsOver = true;
        await Page.GotoAsync(site.Url);

        await Page.EvaluateAsync(
            """
            async () => {
              const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
              fetchEventSource('/events', { onclose() { throw new Error('come back'); } });
            }
            """);

        await UntilAsync(() => site.Requests.Count >= 3, "it did not come back");
    }
}
