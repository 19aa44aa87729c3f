using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>The built tool against a server: its requests, its output and its exit code.</summary>
[Parallelizable(ParallelScope.Children)]
public class ListenCommandTests
{
    [Test]
    public async Task Writes_events_to_standard_output_and_connection_changes_to_standard_error()
    {
        await using var server = await NumberedEventServer.StartAsync(3);

        var (code, output, error) = await SseProcess.RunAsync($"{server.Uri}x?token=secret", "--take", "3");

        Assert.That(code, Is.Zero, error);
        Assert.That(
            output,
            Does.Match(@"^\d+\.\d{3}\tmessage\t1\tevent 1\n\d+\.\d{3}\tmessage\t2\tevent 2\n\d+\.\d{3}\tmessage\t3\tevent 3\n$"));
        Assert.That(error, Is.EqualTo($"* open  {server.Uri}x\n"));
    }

    [Test]
    public async Task A_request_without_a_body_has_no_body_headers()
    {
        var received = "";
        await using var server = await NumberedEventServer.StartAsync(1, onRequest: request =>
            received = $"{request.Method} {request.ContentType} {request.ContentLength} {request.Headers.TransferEncoding}");

        await SseProcess.RunAsync(server.Uri.ToString(), "--take", "1");

        Assert.That(received, Is.EqualTo("GET   "));
    }

    [Test]
    public async Task Posts_a_body_with_its_headers()
    {
        var requests = new List<string>();
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            requests.Add($"{context.Request.Method} {context.Request.ContentType} {context.Request.Headers["X-Key"]} {body}");
            await EventServer.SendAsync(context.Response, """
                data: {"choices":[{"delta":{"content":"Hel"}}]}

                data: {"choices":[{"delta":{"content":"lo 🎉"}}]}

                data: {"choices":[{"delta":{}}]}


                """ + (requests.Count == 2 ? "" : "data: [DONE]\n\n"));
        });
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"stream":true}""");
        string[] arguments =
        [
            server.Uri.ToString(), "-H", "X-Key: k", "--json", ".choices[0].delta.content", "--join", "--until", "[DONE]", "-q",
        ];

        var whole = await SseProcess.RunAsync([.. arguments, "-d", "@" + file]);
        var broken = await SseProcess.RunAsync([.. arguments, "-d", "a=b", "-X", "put"]);
        File.Delete(file);

        Assert.That(whole, Is.EqualTo(new ProcessResult(0, "Hello 🎉\n", "")));
        Assert.That(broken.Output, Does.StartWith("Hello 🎉"));
        Assert.That(
            requests[..2],
            Is.EqualTo(new[] { """POST application/json k {"stream":true}""", "PUT application/x-www-form-urlencoded k a=b" }));
    }

    [Test]
    public async Task A_post_whose_response_ends_early_is_not_resent_and_exits_with_3()
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            requests++;
            return EventServer.SendAsync(context.Response, "retry: 1\ndata: x\n\n");
        });
        using var tool = SseProcess.Start(server.Uri.ToString(), "-d", "-", "--until", "[DONE]", "--raw");
        await tool.Input.WriteAsync("from standard input");
        tool.Input.Close();

        var (code, output, error) = await tool.EndAsync();

        Assert.That((code, output, requests), Is.EqualTo(((int)ExitCode.NotReached, "x\n", 1)), error);
    }

    [Test]
    public async Task The_last_path_segment_of_the_url_may_be_the_name_of_the_tool()
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (code, output, error) = await SseProcess.RunAsync($"{server.Uri}sse", "--take", "1", "--raw");

        Assert.That((code, output), Is.EqualTo((0, "event 1\n")), error);
    }

    [TestCase("")]
    [TestCase("mine/1.0")]
    public async Task Sends_its_name_and_version_unless_the_caller_gives_another(string given)
    {
        string? received = null;
        await using var server = await NumberedEventServer.StartAsync(1, onRequest: request => received = request.Headers.UserAgent);
        string[] header = given.Length > 0 ? ["-H", $"User-Agent: {given}"] : [];

        await SseProcess.RunAsync([server.Uri.ToString(), "--take", "1", .. header]);

        Assert.That(received, given.Length > 0 ? Is.EqualTo(given) : Does.Match(@"^sse/\d+\.\d+\.\d+$"));
    }

    [TestCase(1, 0, "ok\n", 2)]
    [TestCase(2, 1, "", 2)]
    public async Task A_refused_post_is_sent_again_as_often_as_retry_says(int refusals, int exitCode, string expected, int requests)
    {
        var seen = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            if (++seen > refusals)
            {
                return EventServer.SendAsync(context.Response, "data: ok\n\n");
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return context.Response.WriteAsync("slow down");
        });

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString(), "-d", "{}", "--retry", "1", "--raw");

        Assert.That((code, output, seen), Is.EqualTo((exitCode, expected, requests)), error);
        Assert.That(error.Contains("--retry", StringComparison.Ordinal), Is.EqualTo(exitCode != 0), error);
    }

    [Test]
    public async Task A_post_whose_answer_has_begun_is_not_sent_again_by_retry()
    {
        using var received = new SemaphoreSlim(0);
        var seen = 0;
        await using var server = await EventServer.StartAsync(async context =>
        {
            seen++;
            await EventServer.SendAsync(context.Response, "data: half\n\n");
            await received.WaitAsync(context.RequestAborted);
            context.Abort();
        });

        using var tool = SseProcess.Start(server.Uri.ToString(), "-d", "{}", "--retry", "5", "--raw");
        await tool.WaitForOutputAsync("half\n");
        received.Release();
        var (code, output, error) = await tool.EndAsync();

        Assert.That((code, output, seen), Is.EqualTo((1, "half\n", 1)), error);
    }

    [Test]
    public async Task Prints_only_the_selected_types()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, "event: a\ndata: 1\n\nevent: b\nid: 7\ndata: 2\n\nevent: c\ndata: 3\n\n"));

        var (code, output, _) = await SseProcess.RunAsync(
            server.Uri.ToString(), "--type", "b", "--type", "c", "--ndjson", "--no-reconnect");

        Assert.That(
            (code, output),
            Is.EqualTo((0, "{\"type\":\"b\",\"id\":\"7\",\"data\":\"2\"}\n{\"type\":\"c\",\"id\":\"7\",\"data\":\"3\"}\n")));
    }

    [Test]
    public async Task Reads_a_stream_with_a_wrong_content_type_with_any_type_only()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/plain";
            return EventServer.SendAsync(context.Response, "data: a\n\n");
        });

        var refused = await SseProcess.RunAsync(server.Uri.ToString(), "--raw");
        var read = await SseProcess.RunAsync(server.Uri.ToString(), "--raw", "--any-type", "--take", "1", "-q");

        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "")));
        Assert.That(
            refused.Error,
            Does.Contain("content type 'text/plain' instead of text/event-stream: data: a. ").And.Contain("use --any-type"));
        Assert.That(read, Is.EqualTo(new ProcessResult(0, "a\n", "")));
    }

    [Test]
    public async Task Http2_speaks_HTTP_2_in_clear_text()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: {context.Request.Protocol}\n\n"), HttpProtocols.Http2);

        Assert.That(
            await SseProcess.RunAsync(server.Uri.ToString(), "--http2", "--raw", "-n", "1", "-q"),
            Is.EqualTo(new ProcessResult(0, "HTTP/2\n", "")));
    }

    [Test]
    public async Task The_given_Accept_Encoding_is_what_is_sent()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: {context.Request.Headers.AcceptEncoding}\n\n"));

        var (code, output, error) = await SseProcess.RunAsync(
            server.Uri.ToString(), "-H", "Accept-Encoding: identity", "--raw", "-n", "1");

        Assert.That((code, output), Is.EqualTo((0, "identity\n")), error);
    }

    [TestCase("socks5h://127.0.0.1:1", "Connection refused")]
    [TestCase("socks5://127.0.0.1:1", "Connection refused")]
    [TestCase(" http://127.0.0.1:1", "Connection refused")]
    [TestCase("http://127.0.0.1:1/a:b", "Connection refused")]
    [TestCase("http://127.0.0.1:", "variable ALL_PROXY names a proxy that cannot be used")]
    [TestCase("ftp://127.0.0.1:1", "variable ALL_PROXY names a proxy that cannot be used")]
    public async Task A_proxy_of_the_environment_is_never_bypassed(string proxy, string expected)
    {
        var requests = 0;
        await using var server = await EventServer.StartAsync(context =>
        {
            requests++;
            return EventServer.SendAsync(context.Response, "data: a\n\n");
        });

        var (code, _, error) = await SseProcess.RunAsync(("ALL_PROXY", proxy), server.Uri.ToString(), "--no-reconnect");

        Assert.That((code, requests), Is.EqualTo((1, 0)), error);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public async Task Resumes_after_the_given_id()
    {
        await using var server = await NumberedEventServer.StartAsync(5);

        Assert.That(
            (await SseProcess.RunAsync(server.Uri.ToString(), "--last-event-id", "3", "--take", "2", "--raw")).Output,
            Is.EqualTo("event 4\nevent 5\n"));
    }

    [Test]
    public async Task A_checkpoint_resumes_without_missing_or_repeating_events()
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "position");
        await using var server = await NumberedEventServer.StartAsync(6, ends: true);
        string[] arguments = [server.Uri.ToString(), "--checkpoint", file, "--raw"];

        var first = await SseProcess.RunAsync([.. arguments, "--take", "2"]);
        using var second = SseProcess.Start([.. arguments]);
        await second.WaitForOutputAsync("event 6\n");
        second.Send(Signals.Interrupt);
        var (code, output, _) = await second.EndAsync();
        var third = await SseProcess.RunAsync([.. arguments, "--for", "500ms"]);
        folder.Delete(recursive: true);

        Assert.That(first.Output, Is.EqualTo("event 1\nevent 2\n"), first.Error);
        Assert.That((code, output), Is.EqualTo((130, "event 3\nevent 4\nevent 5\nevent 6\n")));
        Assert.That((third.ExitCode, third.Output), Is.EqualTo((0, "")), third.Error);
    }

    [Test]
    public async Task Exits_with_1_when_the_checkpoint_file_cannot_be_used()
    {
        await using var server = await NumberedEventServer.StartAsync(1);

        var (code, _, error) = await SseProcess.RunAsync(server.Uri.ToString(), "--checkpoint", "/nowhere/position");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.StartWith("sse: ").And.Contain("/nowhere").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Exits_with_1_and_the_response_body_when_the_request_is_refused()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("No.\u001B[2J");
        });

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString());

        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith("sse: ").And.Contain("403").And.Contain("No.\uFFFD[2J"));
    }

    [Test]
    public async Task Without_reconnects_exits_with_1_on_an_error_and_0_on_a_clean_end()
    {
        await using var server = await NumberedEventServer.StartAsync(1, ends: true);
        var url = server.Uri.ToString();
        var clean = await SseProcess.RunAsync(url, "--no-reconnect", "--raw");
        await server.DisposeAsync();
        var refused = await SseProcess.RunAsync(url, "--no-reconnect");
        var authority = new Uri(url).Authority;

        Assert.That((clean.ExitCode, clean.Output), Is.EqualTo((0, "event 1\n")));
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(
            refused.Error,
            Is.EqualTo($"sse: {authority}: Connection refused ({authority}). Not retried because of --no-reconnect.\n"));
    }

    [Test]
    public async Task Reports_an_event_that_is_too_large_with_the_limit_and_its_option()
    {
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"data: {new string('x', 5000)}\n\n"));

        var small = await SseProcess.RunAsync(server.Uri.ToString(), "--max-event", "2k", "-q", "--raw");
        var large = await SseProcess.RunAsync(server.Uri.ToString(), "--max-event", "8k", "-q", "--raw", "--take", "1");

        Assert.That(small, Is.EqualTo(new ProcessResult(1, "", "sse: An event is larger than 2k. Raise the limit with --max-event.\n")));
        Assert.That(large, Is.EqualTo(new ProcessResult(0, new string('x', 5000) + "\n", "")));
    }

    [Test]
    public async Task Reconnects_and_reports_it()
    {
        var count = 0;
        await using var server = await EventServer.StartAsync(
            context => EventServer.SendAsync(context.Response, $"retry: 1\nid: {++count}\ndata: x\n\n"));

        var (code, output, error) = await SseProcess.RunAsync(server.Uri.ToString(), "--take", "2", "--raw", "--stats");

        Assert.That((code, output), Is.EqualTo((0, "x\nx\n")));
        Assert.That(
            error,
            Does.Contain("* lost  the server closed the stream; reconnecting in").And.Contain("* reconnected  after ID 1\n"));
        Assert.That(error, Does.Match(@"2 events  last \d+ms ago  (\(not connected\)  )?\d+\.\d/s  \d+ B  1 reconnect"));
    }

    [Test]
    public async Task Uses_the_proxy_of_the_environment()
    {
        var requested = "";
        await using var proxy = await EventServer.StartAsync(context =>
        {
            requested = context.Request.Host.Value!;
            return EventServer.SendAsync(context.Response, "data: through the proxy\n\n");
        });

        var (_, output, error) = await SseProcess.RunAsync(
            ("http_proxy", proxy.Uri.ToString()), "http://example.test/", "--take", "1", "--raw");

        Assert.That((output, requested), Is.EqualTo(("through the proxy\n", "example.test")), error);
    }

    [Test]
    public async Task Exits_with_2_on_invalid_arguments()
    {
        var (code, output, error) = await SseProcess.RunAsync("nonsense");

        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.StartWith("sse: URL: expected an absolute http or https URL."));
    }

    [Test]
    public async Task Help_lists_the_exit_codes()
    {
        var (code, output, _) = await SseProcess.RunAsync("--help");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("2    invalid arguments").And.Contain("130  Ctrl+C").And.Contain("serve"));
    }
}
