using System.Globalization;

namespace Sse.Browser.Tests;

/// <summary>The sample's page and its server, a process of its own that can be killed.</summary>
public class DashboardTests : PageFixture
{
    // Beside the page's own script: the IDs of all that it is sent, as the browser tells them.
    private const string Record = """
        globalThis.seen = [];
        globalThis.EventSource = class extends EventSource {
          constructor(...args) {
            super(...args);
            for (const type of ['price', 'build', 'chat', 'sse-gap']) this.addEventListener(type, e => seen.push(`${type} ${e.lastEventId}`));
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
    public async Task The_chart_moves_the_builds_run_and_what_one_tab_says_the_other_hears()
    {
        var other = await Profile.NewPageAsync();
        await OpenAsync(other);

        await MovesAsync(Page);
        await Page.WaitForFunctionAsync("document.querySelectorAll('#builds progress').length === 3");
        await SayAsync(Page, "hello, <b>other</b> tab");

        await other.WaitForFunctionAsync("[...document.querySelectorAll('#feed .chat span')].some(text => text.textContent === 'hello, <b>other</b> tab')");
        await MovesAsync(other);
        await NothingMissedAsync(Page, lives: 1);
        await NothingMissedAsync(other, lives: 1);
    }

    [Test]
    public async Task After_a_cut_both_tabs_resume_with_nothing_missed()
    {
        var other = await Profile.NewPageAsync();
        await OpenAsync(other);
        await SayAsync(Page, "before");
        await MovesAsync(Page);
        await MovesAsync(other);

        await Page.ClickAsync("#cut");
        await StateIsAsync(Page, "connecting");
        await StateIsAsync(other, "connecting");
        await SayAsync(Page, "meanwhile"); // while both are away
        await StateIsAsync(Page, "open");
        await StateIsAsync(other, "open");

        foreach (var page in new[] { Page, other })
        {
            await page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 2");
            await MovesAsync(page);
            await NothingMissedAsync(page, lives: 1);
            Assert.That(await page.TextContentAsync("#reconnects"), Is.EqualTo("1"));
            Assert.That(await page.TextContentAsync("#gaps"), Is.EqualTo("0"));
        }
    }

    [Test]
    public async Task After_a_restart_of_the_server_it_shows_the_gap_and_goes_on()
    {
        await SayAsync(Page, "before");
        await Page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 1 && document.querySelectorAll('#builds progress').length > 0");
        await MovesAsync(Page);

        await _dashboard.KillAsync();
        await StateIsAsync(Page, "connecting");
        await _dashboard.StartAsync();
        await StateIsAsync(Page, "open");

        await Page.WaitForFunctionAsync("document.querySelector('#chart path.gap')");
        await MovesAsync(Page);
        await SayAsync(Page, "after");
        await Page.WaitForFunctionAsync("document.querySelectorAll('#feed .chat').length === 2");
        Assert.That(await Page.Locator("#feed .sse-gap span").AllTextContentsAsync(), Is.EquivalentTo(
            new[] { "prices", "builds", "chat" }.Select(topic => $"{topic}: some events are missing here (unknown); all that is held follows")));
        Assert.That(await Page.TextContentAsync("#gaps"), Is.EqualTo("3"));
        await NothingMissedAsync(Page, lives: 2);
    }

    private static async Task StateIsAsync(IPage page, string state) => await page.WaitForFunctionAsync("state => document.querySelector('#state').dataset.state === state", state);

    /// <summary>The line of the chart grows by points that were not there.</summary>
    private static async Task MovesAsync(IPage page)
    {
        const string Points = "(document.querySelector('#chart')?.innerHTML.match(/class=\"live\" d=\"[^\"]*/g) ?? []).join('').split('L').length";
        var points = await page.EvaluateAsync<int>(Points);
        await page.WaitForFunctionAsync($"points => {Points} > points + 1", points);
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.FillAsync("#say input", text);
        await page.PressAsync("#say input", "Enter");
    }

    /// <summary>Each topic numbers its events from 1 on in each life of the server, and a page that was there from the start has seen them all, once and in order.</summary>
    private static async Task NothingMissedAsync(IPage page, int lives)
    {
        var seen = (await page.EvaluateAsync<string[]>("seen")).Select(line => line.Split(' ')).Where(line => line[0] != "sse-gap").ToList();
        foreach (var (type, topic) in new[] { ("price", "prices"), ("build", "builds"), ("chat", "chat") })
        {
            var ids = seen.Where(line => line[0] == type).Select(line => line.Single(id => id.StartsWith(topic + "/", StringComparison.Ordinal)).Split('/')).ToList();
            var byLife = ids.GroupBy(id => id[1]).ToList();
            Assert.That(byLife, Has.Count.EqualTo(lives), topic);
            foreach (var life in byLife)
            {
                Assert.That(life.Select(id => int.Parse(id[2], CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(1, life.Count())), topic);
            }
        }
    }

    private async Task OpenAsync(IPage page)
    {
        await page.GotoAsync(_dashboard.Uri.ToString());
        await StateIsAsync(page, "open");
    }
}
