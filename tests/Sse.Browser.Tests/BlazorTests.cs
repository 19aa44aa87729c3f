using System.Globalization;

namespace Sse.Browser.Tests;

/// <summary>The Blazor sample, published and trimmed. Its component runs in WebAssembly and on the server.</summary>
public class BlazorTests : PageFixture
{
    private Peer _sample = null!;

    [SetUp]
    public async Task StartAsync() => _sample = await BlazorSample.StartAsync();

    [TearDown]
    public async Task StopAsync() => await (_sample?.DisposeAsync() ?? default);

    [TestCase("webassembly", "WebAssembly")]
    [TestCase("server", "Server")]
    public async Task Shows_the_status_and_draws_fewer_boards_than_it_receives_events(string page, string renderer)
    {
        await OpenAsync(page);

        await Page.WaitForFunctionAsync("Number(document.querySelector('#received').textContent) >= 100");
        Assert.That(await Page.GetAttributeAsync("#board", "data-running"), Is.EqualTo(renderer));
        Assert.That(await Page.TextContentAsync("#status"), Is.EqualTo("live"));
        Assert.That(await Page.Locator("#board tbody tr").CountAsync(), Is.EqualTo(4));
        Assert.That(await CountAsync("drawn"), Is.InRange(1, 60)); // 100 events last 2 s, of 100 ms each
    }

    [TestCase("webassembly")]
    [TestCase("server")]
    public async Task Leaving_the_page_closes_the_connection_and_the_first_page_shows_it(string page)
    {
        await OpenAsync(page);
        await Page.EvaluateAsync("globalThis.isSamePage = true");
        Assert.That(await IsConnectedAsync(), Is.True);

        await Page.ClickAsync("nav a >> text=Home");
        await Page.WaitForSelectorAsync("h1 >> text=Prices, live");

        await Page.WaitForFunctionAsync("document.querySelector('#connected').textContent === 'no'");
        Assert.That(await IsConnectedAsync(), Is.False);
        Assert.That(await Page.EvaluateAsync<bool>("isSamePage"), Is.True, "the browser closed the connection by leaving the document");
    }

    [Test]
    public async Task A_port_in_use_is_reported_in_one_line()
    {
        var (code, text) = await BlazorSample.RunAsync(_sample.Port);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(text, Does.Match("^[^\n]+ address already in use. Choose another port with --port[^\n]+\n$"));
    }

    [Test]
    public async Task Reconnects_after_the_server_was_killed()
    {
        await OpenAsync("webassembly");

        await _sample.KillAsync();
        await WaitForStateAsync("Connecting");
        Assert.That(await Page.TextContentAsync("#status"), Does.StartWith("the connection is lost; next try in "));
        await _sample.StartAsync();

        await WaitForStateAsync("Open");
        await Page.WaitForFunctionAsync("document.querySelector('#gaps').textContent === '1'"); // the ID was sent, and is unknown
        await WaitForEventsAsync();
    }

    [Test]
    public async Task WebAssembly_shows_the_stream_of_another_origin_and_reconnects_after_that_server_was_killed()
    {
        await using var other = await BlazorSample.StartAsync();
        await OpenAsync($"webassembly?from={other.Uri}");

        await AssertReconnectsAfterKillAsync(other);
    }

    [Test]
    public async Task Blazor_Server_shows_the_stream_of_another_server_and_reconnects_after_that_was_killed()
    {
        await using var other = await BlazorSample.StartAsync();
        await using var sample = await BlazorSample.StartAsync("--stream", $"{other.Uri}prices");
        await OpenAsync("server", sample);

        await AssertReconnectsAfterKillAsync(other);
    }

    [Test]
    public async Task The_error_names_what_another_server_must_allow()
    {
        await using var other = await BlazorSample.StartAsync();
        await OpenAsync($"webassembly?from={other.Uri}&id=header");

        await other.KillAsync();
        await WaitForStateAsync("Connecting");
        await other.StartAsync();
        var losses = await CountAsync("losses");
        await Page.WaitForFunctionAsync(
            "losses => Number(document.querySelector('#losses').textContent) > losses + 1", losses);

        Assert.That(await Page.GetAttributeAsync("#board", "data-state"), Is.EqualTo("Connecting"));
        Assert.That(await Page.TextContentAsync("#detail"), Is.EqualTo(
            $"TypeError: Failed to fetch. The browser does not say why: http://127.0.0.1:{other.Port} cannot be reached, or its CORS "
            + $"policy does not allow the request. The policy must allow the origin http://127.0.0.1:{_sample.Port} and the request "
            + "headers Last-Event-ID. To send the ID without its header, set SseOptions.LastEventIdParameter."));
    }

    /// <summary>The gap is reported after the ID of the killed server was sent.</summary>
    private async Task AssertReconnectsAfterKillAsync(Peer other)
    {
        await other.KillAsync();
        await WaitForStateAsync("Connecting");
        await other.StartAsync();

        await WaitForStateAsync("Open");
        await Page.WaitForFunctionAsync("document.querySelector('#gaps').textContent === '1'");
        await WaitForEventsAsync();
    }

    private async Task OpenAsync(string page, Peer? sample = null)
    {
        await Page.GotoAsync($"{(sample ?? _sample).Uri}{page}");
        await WaitForStateAsync("Open");
        await WaitForEventsAsync();
    }

    private async Task<bool> IsConnectedAsync()
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync(_sample.Uri)).Contains("""id="connected">yes<""", StringComparison.Ordinal);
    }

    private async Task WaitForStateAsync(string state) =>
        await Page.WaitForFunctionAsync("state => document.querySelector('#board')?.dataset.state === state", state);

    private async Task WaitForEventsAsync()
    {
        var received = await CountAsync("received");
        await Page.WaitForFunctionAsync("received => Number(document.querySelector('#received').textContent) > received", received);
    }

    private async Task<int> CountAsync(string id) =>
        int.Parse((await Page.TextContentAsync($"#{id}"))!, CultureInfo.InvariantCulture);
}
