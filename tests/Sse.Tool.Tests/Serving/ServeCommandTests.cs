using System.Net;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary><c>sse serve</c> as a process, with <c>sse</c> and browser requests as clients.</summary>
[Parallelizable(ParallelScope.Children)]
public class ServeCommandTests
{
    [Test]
    public async Task Serves_lines_with_replay_and_live_and_lets_another_process_resume()
    {
        using var server = SseProcess.Start("serve", "--port", "0");
        var url = await UrlOf(server);
        await WriteAsync(server, "one\n\ntwo ünï 🎉\n");
        await server.WaitForErrorAsync("serving");

        using var early = SseProcess.Start(url, "--raw", "--take", "4");
        await early.WaitForOutputAsync("two ünï 🎉\n");
        await WriteAsync(server, "three\n");
        var late = await SseProcess.RunAsync(url, "--ndjson", "--take", "3", "-q");
        var id = System.Text.Json.JsonDocument.Parse(late.Output.Split('\n')[2]).RootElement.GetProperty("id").GetString()!;
        var resumed = await SseProcess.RunAsync(url, "--raw", "--take", "1", "--last-event-id", id, "-q");

        Assert.That((await early.EndAsync()).Output, Is.EqualTo("one\n\ntwo ünï 🎉\nthree\n"));
        Assert.That(late.Output.Split('\n')[1], Does.Contain("\"data\":\"\""));
        Assert.That(resumed, Is.EqualTo(new ProcessResult(0, "three\n", "")));
        await EndAsync(server);
    }

    [Test]
    public async Task Serves_ndjson_unchanged_and_reports_invalid_lines()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            {"type":"price","id":"42","data":"x"}
            nonsense
            {"data":{"a": [1, 2]}}
            {"type":7,"data":1}
            {"\ud800":1,"type":"price","id":"42","data":"the same ID"}

            """);
        using var server = SseProcess.Start("serve", file, "--ndjson", "--port", "0");
        var (_, output, _) = await SseProcess.RunAsync(await UrlOf(server), "--ndjson", "--take", "3", "-q");
        File.Delete(file);

        var lines = output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("""{"type":"price","id":"42","data":"x"}"""));
        Assert.That(lines[1], Does.Match("""^\{"type":"message","id":"sse/.*/2","data":"\{\\"a\\":\[1,2\]\}"\}$"""));
        Assert.That(
            lines[2..],
            Has.Length.EqualTo(2).And.One.Match("""^\{"type":"price","id":"sse/.*/3","data":"the same ID"\}$""").And.One.Empty);
        await server.WaitForErrorAsync("* warning  line 2 was skipped: it is not JSON: expected an object such as");
        await server.WaitForErrorAsync("* warning  line 4 was skipped: its type is not a string");
        await server.WaitForErrorAsync("* warning  the ID '42' was already used");
        await EndAsync(server);
    }

    [Test]
    public async Task Serves_a_page_to_browsers_and_allows_other_origins_with_cors()
    {
        using var server = SseProcess.Start("serve", "--port", "0", "--cors");
        var url = await UrlOf(server);
        using var client = new HttpClient();

        using var asked = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Accept", "text/html,*/*" } } };
        using var page = await client.SendAsync(asked);
        using var fetched = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { { "Origin", "https://example.com" }, { "Accept", "text/event-stream" } },
        };
        using var stream = await client.SendAsync(fetched, HttpCompletionOption.ResponseHeadersRead);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, url)
        {
            Headers =
            {
                { "Origin", "https://example.com" },
                { "Access-Control-Request-Method", "GET" },
                { "Access-Control-Request-Headers", "last-event-id" },
            },
        };
        using var allowed = await client.SendAsync(preflight);

        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("new EventSource(").And.Contain("standard input"));
        Assert.That(stream.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(stream.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        Assert.That(allowed.Headers.GetValues("Access-Control-Allow-Headers"), Is.EqualTo(new[] { "last-event-id" }));
        await EndAsync(server);
    }

    [Test]
    public async Task Sends_every_event_as_a_message_to_the_page_and_denies_other_origins_and_hosts_by_default()
    {
        using var server = SseProcess.Start("serve", "--port", "0", "--type", "tick");
        var url = await UrlOf(server);
        await WriteAsync(server, "one\n");
        using var client = new HttpClient();

        var e = (await SseProcess.RunAsync($"{url}?{EventPage.Query}", "--raw", "--take", "1", "-q")).Output;
        using var fetched = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Origin", "https://example.com" } } };
        using var stream = await client.SendAsync(fetched, HttpCompletionOption.ResponseHeadersRead);
        using var renamed = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = "example.com" } };
        using var refused = await client.SendAsync(renamed);

        Assert.That(e, Does.Match("""^\{"type":"tick","id":"sse/.*/1","data":"one"\}\n$"""));
        Assert.That(stream.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        await EndAsync(server);
    }

    [Test]
    public async Task Relays_a_stream_through_a_pipe()
    {
        await using var origin = await NumberedEventServer.StartAsync(3);
        using var relay = SseProcess.Start("serve", "--ndjson", "--port", "0");
        var url = await UrlOf(relay);
        var upstream = await SseProcess.RunAsync(origin.Uri.ToString(), "--ndjson", "--take", "3");
        await WriteAsync(relay, upstream.Output);

        var (_, output, _) = await SseProcess.RunAsync(url, "--ndjson", "--take", "3");

        Assert.That(output, Is.EqualTo(upstream.Output));
        await EndAsync(relay);
    }

    [TestCase("0.0.0.0")]
    [TestCase("::")]
    public async Task Prints_a_URL_that_a_client_can_open_where_it_listens_on_all_addresses(string address)
    {
        using var server = SseProcess.Start("serve", "--host", address, "--port", "0");
        var url = await UrlOf(server);
        await WriteAsync(server, "one\n");

        var read = await SseProcess.RunAsync(url, "--raw", "--take", "1", "-q");

        Assert.That(url, Does.StartWith("http://localhost:"));
        Assert.That(read, Is.EqualTo(new ProcessResult(0, "one\n", "")));
        await EndAsync(server);
    }

    [Test]
    public async Task Help_shows_the_usage_without_the_URL_of_the_other_command()
    {
        var (code, output, _) = await SseProcess.RunAsync("serve", "--help");
        var root = (await SseProcess.RunAsync("--help")).Output;

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("sse serve [<FILE>] [options]").And.Not.Contain("URL>"));
        Assert.That(root, Does.Contain("sse [<URL>] [command] [options]"));
    }

    [Test]
    public async Task Reports_a_port_in_use_and_a_missing_file()
    {
        await using var taken = await NumberedEventServer.StartAsync(0);

        var port = await SseProcess.RunAsync("serve", "--port", $"{taken.Uri.Port}");
        var file = await SseProcess.RunAsync("serve", "/nowhere");

        Assert.That(port.ExitCode, Is.EqualTo(1));
        Assert.That(port.Error, Does.Contain($"Cannot listen on 127.0.0.1, port {taken.Uri.Port}: ").And.Contain("--port 0"));
        Assert.That(file.ExitCode, Is.EqualTo(2));
        Assert.That(file.Error, Does.StartWith("sse: FILE: expected a readable file, or -"));
    }

    private static async Task<string> UrlOf(SseProcess server)
    {
        await server.WaitForErrorAsync("Press Ctrl+C to stop");
        return server.Error.Split("* serving  ")[1].Split(' ')[0];
    }

    private static async Task WriteAsync(SseProcess server, string text)
    {
        await server.Input.WriteAsync(text);
        await server.Input.FlushAsync();
    }

    private static async Task EndAsync(SseProcess server)
    {
        server.Send(Signals.Interrupt);
        Assert.That((await server.EndAsync()).ExitCode, Is.Zero);
    }
}
