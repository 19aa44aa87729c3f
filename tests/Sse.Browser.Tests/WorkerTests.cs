using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary><c>EventSource</c> in a dedicated worker.</summary>
public class WorkerTests : PageFixture
{
    private const string Worker = """
        const source = new EventSource('/events');
        source.onopen = () => postMessage('open');
        source.onmessage = e => postMessage(`${e.lastEventId} ${e.data}`);
        source.onerror = () => postMessage(`error ${source.readyState}`);
        """;

    [Test]
    public async Task Receives_events_resumes_and_ends()
    {
        await using var site = await Site.StartAsync(
            (app, _) => app.MapGet("/worker.js", () => Results.Content(Worker, "text/javascript")));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync("() => { globalThis.worker = new Worker('/worker.js'); worker.onmessage = e => note(e.data); }");
        await WaitForNoteAsync("open");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");
        var first = site.Publish("1");
        await WaitForNoteAsync($"{first} 1");

        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        var second = site.Publish("2");
        site.Release();
        await WaitForNoteAsync($"{second} 2");
        site.IsFinished = true;
        site.Cut();

        await WaitForNoteAsync("error 2");
        Assert.That(await LogAsync(), Is.EqualTo(new[] { "open", $"{first} 1", "error 0", "open", $"{second} 2", "error 0", "error 2" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", first, second }));
    }

    [Test]
    public async Task The_server_notices_a_terminated_worker()
    {
        await using var site = await Site.StartAsync(
            (app, _) => app.MapGet("/worker.js", () => Results.Content(Worker, "text/javascript")));
        await Page.GotoAsync(site.Url);
        await Page.EvaluateAsync("() => { globalThis.worker = new Worker('/worker.js'); }");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");

        await Page.EvaluateAsync("worker.terminate()");

        await WaitUntilAsync(() => !site.Topic.HasSubscribers, "the end of the worker was not noticed");
    }
}
