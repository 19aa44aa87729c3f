using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM client sample, with its own server and with a test server in place of a real API.</summary>
public class LlmClientTests
{
    private const string Done = "data: [DONE]\n\n";

    private int _requests;
    private string _request = "";
    private IHeaderDictionary _headers = null!;

    [SetUp]
    public void SetUp() => _requests = 0;

    [Test]
    public async Task The_demo_shows_answers_of_each_api_an_error_and_a_broken_stream_and_sends_no_question_twice()
    {
        const string answer =
            "An event stream is a response that does not end: each line of text is sent when there is something to say.\n"
            + "Yours was \"Why \\n?\"… voilà 🎉\n";

        var (exitCode, output, _) = await Sample.RunAsync("LlmClient", "Why \\n?");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output.Split(answer), Has.Length.EqualTo(4), output);
        Assert.That(output, Does.Contain("Let me look.\nThe model calls weather({}).\n"));
        Assert.That(
            output,
            Does.Contain("429 Too Many Requests: You have sent 60 requests in this minute").And.Contain("Retry-After: 20."));
        Assert.That(output, Does.Contain(
            "An event stream is a response that does not end: each\nThe answer is incomplete: The model is overloaded. (server_error)"));
        Assert.That(output, Does.EndWith("--- 6 questions, 6 requests: none was sent twice.\n"));
    }

    [Test]
    public async Task Posts_a_chat_completion_as_json_and_assembles_the_answer_up_to_done()
    {
        await using var server = await StartAsync(Chunk("Hel") + Chunk("lo,") + Chunk(" wörld") + """
            data: {"choices":[],"usage":{"completion_tokens":3}}


            """ + Done + Chunk("NEVER"));

        var (exitCode, output, error) = await AskAsync(server, "--key", "secret");

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Is.EqualTo("Hello, wörld\n"));
        Assert.That(_request, Is.EqualTo("""POST {"model":"m","messages":[{"role":"user","content":"Say hello"}],"stream":true}"""));
        Assert.That(_headers.Authorization.ToString(), Is.EqualTo("Bearer secret"));
        Assert.That(_headers.Accept.ToString(), Is.EqualTo("text/event-stream"));
    }

    [Test]
    public async Task Assembles_a_message_from_its_typed_events()
    {
        await using var server = await StartAsync(
            Named("message_start", """{"type":"message_start","message":{"content":[]}}""")
            + Named("ping", """{"type":"ping"}""")
            + Named("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}""")
            + Named("future_type", "not JSON")
            + Named("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}""")
            + Named("message_delta", """{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}""")
            + Named("message_stop", """{"type":"message_stop"}"""));

        var (exitCode, output, error) = await AskAsync(server, "--api", "messages", "--key", "secret");

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Is.EqualTo("Hello\n"));
        Assert.That(error, Is.EqualTo("The model has reached its token limit.\n"));
        Assert.That(
            _request,
            Is.EqualTo("""POST {"model":"m","max_tokens":1024,"messages":[{"role":"user","content":"Say hello"}],"stream":true}"""));
        Assert.That((_headers["x-api-key"].ToString(), _headers.Authorization.Count), Is.EqualTo(("secret", 0)));
    }

    [Test]
    public async Task Reports_the_json_message_of_an_error_response()
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            _requests++;
            context.Response.StatusCode = 429;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota"}}""");
        });

        var (exitCode, output, error) = await AskAsync(server);

        Assert.That((exitCode, output, _requests), Is.EqualTo((1, "", 1)));
        Assert.That(error, Is.EqualTo("429 Too Many Requests: You exceeded your current quota. (insufficient_quota)\n"));
    }

    [Test]
    public async Task Reports_a_broken_stream_and_does_not_resend_the_question()
    {
        var isPrinted = new TaskCompletionSource(); // a reset discards what the client has not read
        await using var server = await StartAsync(Chunk("Hello"), async context =>
        {
            await isPrinted.Task;
            context.Abort();
        });
        using var sample = Sample.Start("LlmClient", "Say hello", "--model", "m", "--url", server.Uri.ToString());
        await sample.WaitForOutputAsync("Hello");

        isPrinted.SetResult();

        var (exitCode, output, error) = await sample.WaitForExitAsync();

        Assert.That((exitCode, output, _requests), Is.EqualTo((2, "Hello\n", 1)), error);
        Assert.That(error, Does.StartWith("The answer is incomplete: ").And.Contain("not sent again"));
    }

    [Test]
    public async Task Reports_a_stream_that_ends_without_its_end_marker_as_incomplete()
    {
        await using var server = await StartAsync(Chunk("Hello"));

        var (exitCode, output, error) = await AskAsync(server);

        Assert.That((exitCode, output, _requests), Is.EqualTo((2, "Hello\n", 1)));
        Assert.That(error, Does.Contain("without its end marker"));
    }

    [TestCase("chat", "data: ")]
    [TestCase("messages", "event: error\ndata: ")]
    public async Task Reports_an_error_event_in_the_middle_of_an_answer(string api, string prefix)
    {
        await using var server = await StartAsync(prefix + """
            {"type":"error","error":{"message":"The model is overloaded.","type":"overloaded_error"}}


            """);

        var (exitCode, _, error) = await AskAsync(server, "--api", api);

        Assert.That((exitCode, _requests), Is.EqualTo((1, 1)));
        Assert.That(error, Is.EqualTo("The model is overloaded. (overloaded_error)\n"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_cancels_the_answer_and_closes_the_connection()
    {
        var closed = new TaskCompletionSource();
        await using var server = await StartAsync(Chunk("Hello"), async context =>
        {
            context.RequestAborted.Register(closed.SetResult);
            await closed.Task;
        });
        using var sample = Sample.Start("LlmClient", "Say hello", "--model", "m", "--url", server.Uri.ToString());
        await sample.WaitForOutputAsync("Hello");

        sample.Interrupt();

        await closed.Task.WaitAsync(Sample.Deadline);
        var (exitCode, output, error) = await sample.WaitForExitAsync();
        Assert.That((exitCode, output), Is.EqualTo((130, "Hello\n")));
        Assert.That(error, Does.StartWith("Cancelled"));
    }

    [TestCase("nonsense")]
    [TestCase("ftp://127.0.0.1/")]
    public async Task Reports_an_invalid_url_and_exits_with_1(string url)
    {
        var (exitCode, _, error) = await Sample.RunAsync("LlmClient", "--model", "m", "--url", url);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo($"--url: expected an absolute http or https URL, not '{url}'.\n"));
    }

    [Test]
    public async Task Does_not_send_an_unknown_option_as_a_question()
    {
        await using var server = await StartAsync(Chunk("Hello") + Done);

        var (exitCode, _, error) = await Sample.RunAsync("LlmClient", "--nonsense", "--model", "m", "--url", server.Uri.ToString());

        Assert.That((exitCode, _requests), Is.EqualTo((1, 0)));
        Assert.That(error, Does.StartWith("Unknown option '--nonsense'."));
    }

    [Test]
    public async Task Accepts_a_question_that_starts_with_a_dash_after_a_double_dash()
    {
        await using var server = await StartAsync(Chunk("Hello") + Done);

        var (exitCode, _, error) = await Sample.RunAsync("LlmClient", "--model", "m", "--url", server.Uri.ToString(), "--", "-1 or 2?");

        Assert.That(exitCode, Is.Zero, error);
        Assert.That(_request, Does.Contain("\"-1 or 2?\""));
    }

    private static string Chunk(string token) => $$$"""
        data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{{{token}}}"},"finish_reason":null}]}


        """;

    private static string Named(string type, string data) => $"event: {type}\ndata: {data}\n\n";

    private static Task<(int ExitCode, string Output, string Error)> AskAsync(EventServer server, params string[] more) =>
        Sample.RunAsync("LlmClient", ["Say hello", "--model", "m", "--url", server.Uri.ToString(), .. more]);

    private Task<EventServer> StartAsync(string stream, Func<HttpContext, Task>? then = null) => EventServer.StartAsync(async context =>
    {
        _requests++;
        _headers = new HeaderDictionary(context.Request.Headers.ToDictionary()); // a copy: the server reuses its own
        using var body = new StreamReader(context.Request.Body);
        _request = $"{context.Request.Method} {await body.ReadToEndAsync()}";
        await EventServer.SendAsync(context.Response, stream);
        await (then?.Invoke(context) ?? Task.CompletedTask);
    });
}
