using System.Text.RegularExpressions;

namespace Sse.Browser.Tests;

/// <summary>
/// The client libraries that people use, each with its page in <c>tests/Sse.Browser.Server</c>: the server is killed and restarted, resets
/// its connections, stops gracefully and is started again, always in the middle of a stream.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public partial class RestartTests : PageFixture
{
    private Peer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        await NodeModules.RequireAsync();
        var program = Repository.Program("tests", "Sse.Browser.Server", "net10.0", ".dll");
        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var packages = Path.Combine(Repository.Peers, "node_modules");
        _server = await Peer.ServeAsync("dotnet", (port, _) => ["exec", program, $"{port}", $"{start}", packages]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await (_server?.DisposeAsync() ?? default);
    }

    [TestCase("native")]
    [TestCase("event-source-polyfill")]
    [TestCase("eventsource")]
    [TestCase("eventsource-client")]
    [TestCase("fetch-event-source")]
    [TestCase("sse.js")]
    [TestCase("htmx")]
    [TestCase("htmx-4")]
    [TestCase("turbo")]
    [TestCase("datastar")]
    public async Task A_client_receives_each_event_once_whatever_happens_to_the_server(string client)
    {
        await Page.GotoAsync($"{_server.Uri}{client}.html");
        await WaitForMoreAsync();

        await _server.KillAsync();
        await _server.StartAsync();
        await WaitForMoreAsync();

        using (var http = new HttpClient { BaseAddress = _server.Uri })
        {
            (await http.PostAsync("cut", null)).EnsureSuccessStatusCode();
        }

        await WaitForMoreAsync();

        await _server.StopAsync(); // SIGTERM
        await _server.StartAsync();
        await WaitForMoreAsync();

        var numbers = await LogAsync();
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Length).Select(n => $"{n}")));
        var requests = RequestLine().Matches(_server.Output).Select(match => match.Groups[1].Value).ToList();
        Assert.That(requests, Has.Count.GreaterThanOrEqualTo(4));
        Assert.That(requests[0], Is.Empty);
        Assert.That(requests.Skip(1), Has.All.Not.Empty);
    }

    [GeneratedRegex("request after '(.*)'")]
    private static partial Regex RequestLine();

    /// <summary>Waits until the page has noted more numbers, so that the stream is in its middle.</summary>
    private async Task WaitForMoreAsync()
    {
        var count = (await LogAsync()).Length;
        await Page.WaitForFunctionAsync("count => log.length > count + 20", count);
    }
}
