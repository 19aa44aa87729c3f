using System.Globalization;

namespace Sse.Browser.Tests;

/// <summary>The Dashboard sample in a browser. Its server is a process that the tests can kill.</summary>
public class DashboardTests : PageFixture
{
    // Runs before the page's own script: records the IDs of all events that the browser receives.
    private const string Record = """
        globalThis.seen = [];
        globalThis.EventSource = class extends EventSource {
          constructor(...args) {
            super(...args);
            for (const type of ['price', 'build', 'chat', 'sse-gap']) {
              this.addEventListener(type, e => seen.push(`${type} ${e.lastEventId}`));
            }
          }
        };
        """;

    private Peer _dashboard = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var program = Path.Combine(TestContext.CurrentContext.TestDirectory, "Dashboard.dll");
        _dashboard = await Peer.ServeAsync("dotnet", (port, _) => ["exec", program, "--port", $"{port}"]);
        await Profile.AddInitScriptAsync(Record);
        await OpenAsync(Page);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await (_dashboard?.DisposeAsync() ?? default);
    }

    [Test]
    public async Task Updates_chart_and_builds_and_shows_a_message_in_all_tabs()
    {
        var other = await Profile.NewPageAsync();
        await OpenAsync(other);

        await WaitForNewPointsAsync(Page);
        await Page.WaitForFunctionAsync("document.querySelectorAll('#builds progress').length === 3");
        await SendChatAsync(Page, "hello, <b>other</b> tab");

        await other.WaitForFunctionAsync(
            "[...document.querySelectorAll('#feed .chat span')].some(text => text.textContent === 'hello, <b>other</b> tab')");
        await WaitForNewPointsAsync(other);
        await AssertNothingMissedAsync(Page, starts: 1);
        await AssertNothingMissedAsync(other, starts: 1);
    }

    [Test]
    public async Task Both_tabs_resume_after_a_cut_without_missing_events()
    {
        var other = await Profile.NewPageAsync();
        await OpenAsync(other);
        await SendChatAsync(Page, "before");
        await WaitForNewPointsAsync(Page);
        await WaitForNewPointsAsync(other);

        await Page.ClickAsync("#cut");
        await WaitForStateAsync(Page, "connecting");
        await WaitForStateAsync(other, "connecting");
        await SendChatAsync(Page, "meanwhile"); // while both are disconnected
        await WaitForStateAsync(Page, "open");
        await WaitForStateAsync(other, "open");

        foreach (var page in new[] { Page, other })
        {
            await page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 2");
            await WaitForNewPointsAsync(page);
            await AssertNothingMissedAsync(page, starts: 1);
            Assert.That(await page.TextContentAsync("#reconnects"), Is.EqualTo("1"));
            Assert.That(await page.TextContentAsync("#gaps"), Is.EqualTo("0"));
        }
    }

    [Test]
    public async Task Shows_the_gap_after_a_restart_of_the_server_and_continues()
    {
        await SendChatAsync(Page, "before");
        await Page.WaitForFunctionAsync(
            "document.querySelectorAll('#feed .chat').length === 1 && document.querySelectorAll('#builds progress').length > 0");
        await WaitForNewPointsAsync(Page);

        await _dashboard.KillAsync();
        await WaitForStateAsync(Page, "connecting");
        await _dashboard.StartAsync();
        await WaitForStateAsync(Page, "open");

        await Page.WaitForFunctionAsync("document.querySelector('#chart path.gap')");
        await WaitForNewPointsAsync(Page);
        await SendChatAsync(Page, "after");
        await Page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 2");
        Assert.That(await Page.Locator("#feed .sse-gap span").AllTextContentsAsync(), Is.EquivalentTo(
            new[] { "prices", "builds", "chat" }.Select(
                topic => $"{topic}: some events are missing here (unknown); the available history follows")));
        Assert.That(await Page.TextContentAsync("#gaps"), Is.EqualTo("3"));
        await AssertNothingMissedAsync(Page, starts: 2);
    }

    private static async Task WaitForStateAsync(IPage page, string state) =>
        await page.WaitForFunctionAsync("state => document.querySelector('#state').dataset.state === state", state);

    /// <summary>Waits until the chart has new points.</summary>
    private static async Task WaitForNewPointsAsync(IPage page)
    {
        const string Lines = "document.querySelector('#chart')?.innerHTML.match(/class=\"live\" d=\"[^\"]*/g)";
        const string Points = $"({Lines} ?? []).join('').split('L').length";
        var points = await page.EvaluateAsync<int>(Points);
        await page.WaitForFunctionAsync($"points => {Points} > points + 1", points);
    }

    private static async Task SendChatAsync(IPage page, string text)
    {
        await page.FillAsync("#say input", text);
        await page.PressAsync("#say input", "Enter");
    }

    /// <summary>
    /// Verifies that the page received all events exactly once and in order: each topic numbers its events from 1 after each start of the
    /// server.
    /// </summary>
    private static async Task AssertNothingMissedAsync(IPage page, int starts)
    {
        var received = (await page.EvaluateAsync<string[]>("seen"))
            .Select(line => line.Split(' '))
            .Where(line => line[0] != "sse-gap")
            .ToList();
        foreach (var (type, topic) in new[] { ("price", "prices"), ("build", "builds"), ("chat", "chat") })
        {
            var ids = received.Where(line => line[0] == type).Select(
                line => line.Single(id => id.StartsWith(topic + "/", StringComparison.Ordinal)).Split('/')).ToList();
            var byStart = ids.GroupBy(id => id[1]).ToList();
            Assert.That(byStart, Has.Count.EqualTo(starts), topic);
            foreach (var start in byStart)
            {
                Assert.That(
                    start.Select(id => int.Parse(id[2], CultureInfo.InvariantCulture)),
                    Is.EqualTo(Enumerable.Range(1, start.Count())),
                    topic);
            }
        }
    }

    private async Task OpenAsync(IPage page)
    {
        await page.GotoAsync(_dashboard.Uri.ToString());
        await WaitForStateAsync(page, "open");
    }
}
