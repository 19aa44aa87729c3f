using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>From a dedicated worker.</summary>
public class WorkerTests : PageFixture
{
    private const string Worker = """
        const source = new EventSource('/events');
        source.onopen = () => postMessage('open');
        source.onmessage = e => postMessage(`${e.lastEventId} ${e.data}`);
        source.onerror = () => postMessage(`error ${source.readyState}`);
        """;

    [Test]
    public async Task Sees_events_resumes_and_ends()
    {
        await using var site = await Site.StartAsync((app, _) => app.MapGet("/worker.js", () => Results.Content(Worker, "text/javascript")));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync("() => { globalThis.worker = new Worker('/worker.js'); worker.onmessage = e => note(e.data); }");
        await NotedAsync("open");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");
        var first = site.Publish("1");
        await NotedAsync($"{first} 1");

        site.CutAndHold();
        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        var second = site.Publish("2");
        site.Admit();
        await NotedAsync($"{second} 2");
        site.IsOver = true;
        site.Cut();

        await NotedAsync("error 2");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { "open", $"{first} 1", "error 0", "open", $"{second} 2", "error 0", "error 2" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", first, second }));
    }

    [Test]
    public async Task Is_noticed_when_its_worker_is_terminated()
    {
        await using var site = await Site.StartAsync((app, _) => app.MapGet("/worker.js", () => Results.Content(Worker, "text/javascript")));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync("() => { globalThis.worker = new Worker('/worker.js'); }");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");

        await Page.EvaluateAsync("worker.terminate()");

        await UntilAsync(() => !site.Topic.HasSubscribers, "that it is gone was not noticed");
    }
}
