using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>Libraries that need no custom script: the markup names the stream, and the data is markup.</summary>
public class MarkupTests : PageFixture
{
    [Test]
    public async Task Htmx_swaps_in_events_resumes_and_closes_on_its_close_event()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx.org/dist/htmx.js"></script>
            <script src="/packages/htmx-ext-sse/sse.js"></script>
            <div hx-ext="sse" sse-connect="/events" sse-close="bye">
              <ul id="rows" sse-swap="message" hx-swap="beforeend"></ul>
              <p id="price" sse-swap="price"></p>
              <p id="asked" hx-get="/fragment" hx-trigger="sse:ask"></p>
            </div>
            <script>for (const type of ['sseOpen', 'sseClose']) document.addEventListener(`htmx:${type}`, () => note(type));</script>
            """);
        await WaitForNoteAsync("sseOpen");
        await WaitUntilAsync(() => site.Topic.HasSubscribers, "no client subscribed");

        site.Publish("<li>one</li>");
        site.Publish("<b>42</b>", "price");
        var id = site.Publish("", "ask");
        await WaitForTextAsync("#asked", "a fragment");
        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        site.Publish("<li>two</li>");
        site.Publish("<b>43</b>", "price");
        site.Release();
        await WaitForTextAsync("#price", "43");
        site.Publish("", "bye");
        await WaitForNoteAsync("sseClose");

        await AssertDoesNotReconnectAsync(site);
        Assert.That(await Page.Locator("#rows li").AllTextContentsAsync(), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", id }));
    }

    [Test]
    public async Task Htmx_reopens_after_204_without_an_ID_and_swaps_in_all_events_again()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx.org/dist/htmx.js"></script>
            <script src="/packages/htmx-ext-sse/sse.js"></script>
            <div hx-ext="sse" sse-connect="/events"><ul id="rows" sse-swap="message" hx-swap="beforeend"></ul></div>
            """);
        var id = site.Publish("<li>one</li>");
        await WaitForTextAsync("#rows", "one");

        site.IsFinished = true;
        site.Cut();
        await WaitUntilAsync(() => site.Requests.Count >= 3, "the client did not reconnect");
        site.IsFinished = false;

        await WaitForTextAsync("#rows", "oneone");
        Assert.That(site.Requests.Select(r => r.Header).Take(3), Is.EqualTo(new[] { "", id, "" }));
    }

    [Test]
    public async Task Htmx_4_reconnects_after_each_204()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx-4/dist/htmx.js"></script>
            <script src="/packages/htmx-4/dist/ext/hx-sse.js"></script>
            <ul id="rows" hx-sse:connect="/events" hx-swap="beforeend"></ul>
            """);
        var id = site.Publish("<li>one</li>");
        await WaitForTextAsync("#rows", "one");

        site.IsFinished = true;
        site.Cut();

        await WaitUntilAsync(() => site.Requests.Count >= 4, "the client did not reconnect");
        Assert.That(site.Requests.Select(r => r.Header).Skip(1), Has.All.EqualTo(id));
    }

    [Test]
    public async Task Htmx_4_swaps_in_events_resumes_and_closes_on_its_close_event()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx-4/dist/htmx.js"></script>
            <script src="/packages/htmx-4/dist/ext/hx-sse.js"></script>
            <ul id="rows" hx-sse:connect="/events" hx-sse:close="bye" hx-swap="beforeend"></ul>
            <script>
              document.addEventListener('price', e => note('price', e.detail.data));
              document.addEventListener('htmx:sse:close', e => note('close', e.detail.reason));
            </script>
            """);
        site.Publish("<li>one</li>");
        var id = site.Publish("42", "price");
        await WaitForNoteAsync("price 42");

        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 2, "the client did not reconnect");
        site.Publish("<li>two</li>");
        site.Publish("43", "price");
        site.Release();
        await WaitForNoteAsync("price 43");
        site.Publish("", "bye");
        await WaitForNoteAsync("close message");

        await AssertDoesNotReconnectAsync(site);
        Assert.That(await Page.Locator("#rows li").AllTextContentsAsync(), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", id }));
    }

    [Test]
    public async Task Intercooler_swaps_in_messages_triggers_on_typed_events_and_resumes()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/jquery/dist/jquery.js"></script>
            <script src="/packages/intercooler/dist/intercooler.js"></script>
            <div ic-sse-src="/events">
              <p id="asked" ic-trigger-on="sse:ask" ic-src="/fragment"></p>
            </div>
            <div id="message" ic-sse-src="/events" ic-swap-style="append"></div>
            """);

        site.Publish("", "ask");
        await WaitForTextAsync("#asked", "a fragment");
        var id = site.Publish("<b>one</b>");
        await WaitForTextAsync("#message", "one");
        site.CutAndHold();
        await WaitUntilAsync(() => site.Requests.Count == 4, "the client did not reconnect");
        site.Publish("<b>two</b>");
        site.Release();

        await WaitForTextAsync("#message", "onetwo");
        site.Publish("<b>three</b>"); // a duplicate of the second would arrive before it
        await WaitForTextAsync("#message", "onetwothree");
        Assert.That(site.Requests.TakeLast(2).Select(r => r.Header), Has.All.EqualTo(id));
    }

    private async Task<Site> StartAsync(string body)
    {
        var site = await Site.StartAsync(
            (app, _) =>
            {
                app.MapGet("/page", () => Results.Content($"<!doctype html><title>A page</title><body>{body}", "text/html"));
                app.MapGet("/fragment", () => Results.Content("a fragment", "text/html"));
            },
            topic: new() { ReplayFromOldest = true });
        await Page.GotoAsync($"{site.Url}/page");
        return site;
    }

    /// <summary>Verifies that the client has closed and does not reconnect. It would reconnect after half a second at most.</summary>
    private async Task AssertDoesNotReconnectAsync(Site site)
    {
        await WaitUntilAsync(() => !site.Topic.HasSubscribers, "the client did not close");
        var requests = site.Requests.Count;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.That(site.Requests, Has.Count.EqualTo(requests));
    }

    private async Task WaitForTextAsync(string selector, string text) =>
        await Page.WaitForFunctionAsync(
            "([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { selector, text });
}
