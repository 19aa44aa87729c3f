using System.Collections.Concurrent;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>What the libraries do differently, as the table in <c>docs/browsers.md</c> says.</summary>
public class LibraryDifferencesTests : PageFixture
{
    private const string Parser = """
        const map = { imports: { 'eventsource-parser': '/packages/eventsource-parser/dist/index.js' } };
        document.head.append(Object.assign(document.createElement('script'), { type: 'importmap', textContent: JSON.stringify(map) }));

        """;

    private static readonly SseServerOptions FastReconnect = new() { ReconnectionTime = TimeSpan.FromMilliseconds(10) };

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["native"] = "globalThis.client = new EventSource('/start');",
        ["event-source-polyfill"] = """
            await new Promise(onload => document.head.append(
              Object.assign(document.createElement('script'), { src: '/packages/event-source-polyfill/src/eventsource.js', onload })));
            globalThis.client = new EventSourcePolyfill('/start');
            """,
        ["eventsource"] = Parser + """
            const { EventSource } = await import('/packages/eventsource/dist/index.js');
            globalThis.client = new EventSource('/start');
            """,
        ["eventsource-client"] = Parser + """
            const { createEventSource } = await import('/packages/eventsource-client/dist/default.esm.js');
            globalThis.client = createEventSource(new URL('/start', location));
            """,
        ["fetch-event-source"] = """
            const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
            globalThis.client = {};
            fetchEventSource('/start', {}).then(() => { client.readyState = 2; });
            """,
        ["fetch-event-source, onclose throws"] = """
            const { fetchEventSource } = await import('/packages/@microsoft/fetch-event-source/lib/esm/index.js');
            fetchEventSource('/start', { onclose() { throw new Error('reconnect'); } });
            """,
        ["sse.js"] = """
            const { SSE } = await import('/packages/sse.js/lib/sse.js');
            globalThis.client = new SSE('/start');
            """,
        ["sse.js, autoReconnect"] = """
            const { SSE } = await import('/packages/sse.js/lib/sse.js');
            new SSE('/start', { autoReconnect: true });
            """,
        ["datastar"] = """
            document.body.innerHTML = `<button data-on-click="sse('/start')"></button>`;
            globalThis.client = {};
            document.addEventListener('datastar-sse', e => { if (e.detail.type === 'finished') client.readyState = 2; });
            await import('/packages/@starfederation/datastar/dist/datastar.js');
            document.querySelector('button').click();
            """,
    };

    [TestCase("native", true)]
    [TestCase("event-source-polyfill", false)]
    [TestCase("eventsource", false)]
    [TestCase("eventsource-client", false)]
    public async Task Ends_on_204_and_may_forget_an_ID_without_an_event(string library, bool storesId)
    {
        var requests = new ConcurrentQueue<string>();
        await using var site = await ConnectAsync(library, requests);

        await WaitUntilClosedAsync();

        Assert.That(requests, Is.EqualTo(new[] { "", storesId ? "7" : "" }));
    }

    [TestCase("fetch-event-source, onclose throws")]
    [TestCase("sse.js, autoReconnect")]
    public async Task Reconnects_after_204(string library)
    {
        var requests = new ConcurrentQueue<string>();
        await using var site = await ConnectAsync(library, requests);

        await WaitUntilAsync(() => requests.Count >= 3, "the client did not reconnect");

        Assert.That(requests.Take(3), Is.EqualTo(new[] { "", "7", "7" }));
    }

    [TestCase("fetch-event-source")]
    [TestCase("sse.js")]
    [TestCase("datastar")]
    public async Task Does_not_reconnect_after_a_clean_end(string library)
    {
        var requests = new ConcurrentQueue<string>();
        await using var site = await ConnectAsync(library, requests);

        await WaitUntilClosedAsync();

        Assert.That(requests, Is.EqualTo(new[] { "" }));
    }

    /// <summary>Starts a client. The first stream is an ID without an event, and ends cleanly; further requests are answered 204.</summary>
    private async Task<Site> ConnectAsync(string library, ConcurrentQueue<string> requests)
    {
        await NodeModules.RequireAsync();
        var site = await Site.StartAsync((app, _) => app.MapGet("/start", IResult (SseSubscriber subscriber) =>
        {
            requests.Enqueue(subscriber.LastEventId);
            return requests.Count > 1
                ? TypedResults.NoContent()
                : SseResults.Stream(Observable.Return<SseFrame>(new SseFrame.Id("7")), FastReconnect);
        }));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync($"async () => {{ {Scripts[library]}\n }}");
        return site;
    }

    private async Task WaitUntilClosedAsync() => await Page.WaitForFunctionAsync("[2, 'closed'].includes(globalThis.client?.readyState)");
}
