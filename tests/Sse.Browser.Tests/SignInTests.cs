using System.Net;

namespace Sse.Browser.Tests;

/// <summary>The sample SignIn in a browser: a stream that only signed-in users receive.</summary>
public class SignInTests : PageFixture
{
    // Runs before the page's own script: records each EventSource, and each state that the page shows.
    private const string Record = """
        globalThis.urls = [];
        globalThis.EventSource = class extends EventSource {
          constructor(url) {
            super(url);
            urls.push(url);
          }
        };
        document.addEventListener('DOMContentLoaded', () => {
          const state = document.querySelector('#state');
          new MutationObserver(() => note(state.textContent)).observe(state, { childList: true });
        });
        """;

    private Peer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        // The stream's retry is 2 s: after a lost connection, a ticket has always expired.
        _server = await Peer.ServeAsync(
            "dotnet", (port, _) => ["exec", Repository.Sample("SignIn"), "--port", $"{port}", "--ticket-lifetime", "1"]);
        await Profile.AddInitScriptAsync(Record);
        await Page.GotoAsync(_server.Uri.ToString());
        await Page.WaitForSelectorAsync("#sign-in"); // visible: not signed in
    }

    [TearDown]
    public async Task StopAsync()
    {
        await (_server?.DisposeAsync() ?? default);
    }

    [Test]
    public async Task By_cookie_the_browser_resumes_by_itself_until_the_user_signs_out()
    {
        await SignInAsync("cookie");
        await CutAsync();
        await WaitForMoreAsync();
        Assert.That(await UrlsAsync(), Is.EqualTo(new[] { "events/cookie?" }));

        var other = await Profile.NewPageAsync();
        await other.GotoAsync(_server.Uri.ToString());
        await other.WaitForFunctionAsync("log.includes('open')");
        await other.ClickAsync("#sign-out");
        await other.WaitForSelectorAsync("#sign-in");
        await CutAsync();

        await Page.WaitForSelectorAsync("#sign-in"); // the reconnect was answered with 401
        await AssertNothingMissedAsync();
        Assert.That(await UrlsAsync(), Is.EqualTo(new[] { "events/cookie?" }));
    }

    [Test]
    public async Task By_ticket_the_page_resumes_with_a_new_ticket_after_the_old_one_has_expired()
    {
        await SignInAsync("ticket");
        await CutAsync();
        await WaitForNoteAsync("refused"); // 401
        await WaitForNoteAsync("open", times: 2);
        await WaitForMoreAsync();

        await AssertNothingMissedAsync();
        var queries = (await UrlsAsync()).Select(url => url["events/ticket?".Length..].Split('&')).ToList();
        Assert.That(queries, Has.Count.GreaterThanOrEqualTo(2)); // more if the machine is too busy to use a ticket within a second
        Assert.That(queries[^1][0], Does.Match("^lastEventId=.+"));
        var tickets = queries.Select(parameters => parameters[^1]["ticket=".Length..]).ToList();
        Assert.That(tickets, Is.Unique.And.All.Not.Empty);

        // The logged URLs lack the tickets, and only them.
        Assert.That(_server.Output, Does.Contain("QueryString: ?" + queries[^1][0]).And.Contain("StatusCode: 401"));
        foreach (var ticket in tickets)
        {
            Assert.That(_server.Output, Does.Not.Contain(ticket).And.Not.Contain(Uri.UnescapeDataString(ticket)));
        }
    }

    [Test]
    public async Task A_ticket_opens_the_stream_and_nothing_else()
    {
        await SignInAsync("cookie");
        using var http = new HttpClient { BaseAddress = _server.Uri };
        var ticket = await Page.EvaluateAsync<string>("async () => (await fetch('tickets', { method: 'POST' })).text()");

        using var stream = await http.GetAsync($"events/ticket?ticket={ticket}", HttpCompletionOption.ResponseHeadersRead);
        using var altered = await http.GetAsync($"events/ticket?ticket=A{ticket}", HttpCompletionOption.ResponseHeadersRead);
        using var none = await http.GetAsync("events/ticket", HttpCompletionOption.ResponseHeadersRead);
        using var otherCase = await http.GetAsync($"events/ticket?TICKET={ticket}", HttpCompletionOption.ResponseHeadersRead);
        using var another = await http.PostAsync($"tickets?ticket={ticket}", null);

        Assert.That(
            new[] { stream, altered, none, another }.Select(response => response.StatusCode),
            Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized }));
        Assert.That(otherCase.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_server.Output, Does.Not.Contain(ticket));
    }

    private Task<string[]> UrlsAsync() => Page.EvaluateAsync<string[]>("urls");

    private async Task SignInAsync(string by)
    {
        await Page.FillAsync("input[name=name]", "ada");
        await Page.CheckAsync($"input[value={by}]");
        await Page.ClickAsync("#sign-in button");
        await WaitForNoteAsync("open");
        await WaitForMoreAsync();
    }

    private async Task CutAsync()
    {
        var cuts = (await LogAsync()).Count(state => state == "reconnecting");
        await Page.ClickAsync("#cut");
        await WaitForNoteAsync("reconnecting", cuts + 1);
    }

    private async Task WaitForMoreAsync()
    {
        const string Rows = "document.querySelectorAll('#log li').length";
        await Page.WaitForFunctionAsync($"count => {Rows} > count", await Page.EvaluateAsync<int>(Rows));
    }

    private async Task AssertNothingMissedAsync()
    {
        var received = await Page.Locator("#log li").AllTextContentsAsync();
        Assert.That(received, Is.EqualTo(Enumerable.Range(1, received.Count).Select(n => $"{n}")));
    }
}
