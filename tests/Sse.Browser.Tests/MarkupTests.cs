using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sse.Browser.Tests;

/// <summary>Libraries that need no script of one's own: the stream is named in the markup, its data is markup.</summary>
public class MarkupTests : PageFixture
{
    [Test]
    public async Task Htmx_swaps_in_events_resumes_and_closes_when_told_to()
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
        await NotedAsync("sseOpen");
        await UntilAsync(() => site.Topic.HasSubscribers, "nobody subscribed");

        site.Publish("<li>one</li>");
        site.Publish("<b>42</b>", "price");
        var id = site.Publish("", "ask");
        await TextIsAsync("#asked", "a fragment");
        site.CutAndHold();
        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        site.Publish("<li>two</li>");
        site.Publish("<b>43</b>", "price");
        site.Admit();
        await TextIsAsync("#price", "43");
        site.Publish("", "bye");
        await NotedAsync("sseClose");

        await StaysAwayAsync(site);
        Assert.That(await Page.Locator("#rows li").AllTextContentsAsync(), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", id }));
    }

    [Test]
    public async Task Htmx_opens_anew_after_204_without_an_ID_and_swaps_everything_in_again()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx.org/dist/htmx.js"></script>
            <script src="/packages/htmx-ext-sse/sse.js"></script>
            <div hx-ext="sse" sse-connect="/events"><ul id="rows" sse-swap="message" hx-swap="beforeend"></ul></div>
            """);
        var id = site.Publish("<li>one</li>");
        await TextIsAsync("#rows", "one");

        site.IsOver = true;
        site.Cut();
        await UntilAsync(() => site.Requests.Count >= 3, "it did not come back");
        site.IsOver = false;

        await TextIsAsync("#rows", "oneone");
        Assert.That(site.Requests.Select(r => r.Header).Take(3), Is.EqualTo(new[] { "", id, "" }));
    }

    [Test]
    public async Task Htmx_4_comes_back_after_each_204()
    {
        await NodeModules.RequireAsync();
        await using var site = await StartAsync("""
            <script src="/packages/htmx-4/dist/htmx.js"></script>
            <script src="/packages/htmx-4/dist/ext/hx-sse.js"></script>
            <ul id="rows" hx-sse:connect="/events" hx-swap="beforeend"></ul>
            """);
        var id = site.Publish("<li>one</li>");
        await TextIsAsync("#rows", "one");

        site.IsOver = true;
        site.Cut();

        await UntilAsync(() => site.Requests.Count >= 4, "it did not come back");
        Assert.That(site.Requests.Select(r => r.Header).Skip(1), Has.All.EqualTo(id));
    }

    [Test]
    public async Task Htmx_4_which_reads_streams_by_fetch_does_likewise()
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
        await NotedAsync("price 42");

        site.CutAndHold();
        await UntilAsync(() => site.Requests.Count == 2, "it did not come back");
        site.Publish("<li>two</li>");
        site.Publish("43", "price");
        site.Admit();
        await NotedAsync("price 43");
        site.Publish("", "bye");
        await NotedAsync("close message");

        await StaysAwayAsync(site);
        Assert.That(await Page.Locator("#rows li").AllTextContentsAsync(), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(site.Requests.Select(r => r.Header), Is.EqualTo(new[] { "", id }));
    }

    [Test]
    public async Task Intercooler_swaps_in_messages_fires_on_named_events_and_resumes()
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
        await TextIsAsync("#asked", "a fragment");
        var id = site.Publish("<b>one</b>");
        await TextIsAsync("#message", "one");
        site.CutAndHold();
        await UntilAsync(() => site.Requests.Count == 4, "it did not come back");
        site.Publish("<b>two</b>");
        site.Admit();

        await TextIsAsync("#message", "onetwo");
        site.Publish("<b>three</b>"); // a double of the second would come before it
        await TextIsAsync("#message", "onetwothree");
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

    /// <summary>It has closed, and it does not come back, which it would do after half a second at most.</summary>
    private async Task StaysAwayAsync(Site site)
    {
        await UntilAsync(() => !site.Topic.HasSubscribers, "it did not close");
        var requests = site.Requests.Count;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.That(site.Requests, Has.Count.EqualTo(requests));
    }

    private async Task TextIsAsync(string selector, string text) =>
        await Page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { selector, text });
}
