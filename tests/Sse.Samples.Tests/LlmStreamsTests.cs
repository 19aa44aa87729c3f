using LlmClient;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM client sample reads answers in the formats of many providers.</summary>
public class LlmStreamsTests
{
    private static IEnumerable<TestCaseData> Streams => LlmStreams.All.Select(stream => new TestCaseData(stream.ToString()));

    [TestCaseSource(nameof(Streams))]
    public async Task Reads_the_text_and_what_is_wrong(string name)
    {
        var stream = LlmStreams.All.Single(stream => stream.ToString() == name);

        var (outcome, output, error) = await AskAsync(stream.Api, stream.Wire);

        var text = name.Contains("refusal", StringComparison.Ordinal) ? "I cannot." : stream.Text;
        Assert.That(output.TrimEnd('\n'), Is.EqualTo(text), error);
        Assert.That(outcome, Is.EqualTo(
            stream.IsWhole ? Outcome.Complete
            : stream.Text.Length == 0 && stream.Error.Length > 0 ? Outcome.NoAnswer
            : Outcome.Incomplete));
        Assert.That(error, Does.Contain(stream.Error));
        Assert.That(error.Contains("incomplete", StringComparison.Ordinal), Is.EqualTo(outcome == Outcome.Incomplete), error);
        if (name.Contains("tool", StringComparison.Ordinal))
        {
            Assert.That(error, Is.EqualTo("The model calls weather({\"city\":\"Paris\"}).\n"));
        }
        else if (name.Contains("alone", StringComparison.Ordinal))
        {
            Assert.That(error, Does.StartWith("The model has thought, but not answered.\n"));
        }
    }

    [TestCase("event: ping\n\ndata: {\"choices\":[]}\n\nevent: ping\n\n", Outcome.Complete, "The answer is empty.\n")]
    [TestCase("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}\n\n", Outcome.Complete, "The answer is empty.\n")]
    [TestCase("event: ping\n\nerror: no\n\n", Outcome.NoAnswer, "event: ping\nerror: no\n")]
    public async Task A_heartbeat_without_data_and_an_empty_reason_are_no_errors(string wire, object outcome, string error) =>
        Assert.That(await AskAsync("chat", wire + "data: [DONE]\n\n"), Is.EqualTo(((Outcome)outcome, "", error)));

    [TestCase("chat")]
    [TestCase("responses")]
    [TestCase("messages")]
    [TestCase("gemini")]
    public async Task Events_of_other_types_are_heartbeats_also_without_data(string api)
    {
        const string Heartbeats =
            "event: ping\ndata:\n\nevent: ping\ndata: {}\n\nevent: keepalive\ndata: {\"type\":\"keepalive\"}\n\n";

        var (outcome, output, error) = await AskAsync(api, Heartbeats + LlmStreams.All.First(stream => stream.Api == api).Wire);

        Assert.That((outcome, output), Is.EqualTo((Outcome.Complete, "Hello\n")), error);
    }

    [TestCase("chat", "openai-chat-httprr.sse", "Sure!")]
    [TestCase("chat", "openrouter-httprr.sse", "test response")]
    [TestCase("chat", "deepseek-basic-text.sse", "I’")]
    [TestCase("messages", "anthropic-basic-text.sse", "I'm Claude, an AI assistant made by Anthropic.")]
    [TestCase("messages", "anthropic-extended-thinking.sse", "")]
    [TestCase("messages", "anthropic-fallback-padded.sse", " there! Happy to explain.")]
    [TestCase("messages", "anthropic-httprr.sse", "1\n2\n3")]
    [TestCase("messages", "anthropic-tool-use.sse", "I'll check the current weather in Paris for you.")]
    [TestCase("gemini", "gemini-basic-reply-long-crlf.sse", "Okay, let's dive into the world of cats and dogs!")]
    [TestCase("gemini", "vertexai-utf8.sse", "秋风瑟瑟，叶落纷纷，")]
    public async Task Reads_recorded_answers(string api, string file, string expected)
    {
        var path = Path.Combine(RepositoryRoot.Path, "..", "shared", "captures", file);
        if (!File.Exists(path))
        {
            Assert.Ignore("The recorded streams are missing: put them into a folder shared/captures next to the repository.");
        }

        var (outcome, output, error) = await AskAsync(api, await File.ReadAllTextAsync(path) + "\n\n"); // one lacks its last line's end

        Assert.That(outcome, Is.EqualTo(Outcome.Complete), error);
        Assert.That(output, Does.StartWith(expected).And.Length.GreaterThan(5));
    }

    [TestCase("chat", """{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""", "Slow down. (requests)")]
    [TestCase("responses", """{"error":{"message":"Slow down.","type":"tokens","code":null}}""", "Slow down. (tokens)")]
    [TestCase("messages", """{"type":"error","error":{"type":"rate_limit","message":"Slow down."}}""", "Slow down. (rate_limit)")]
    [TestCase("gemini", """[{"error":{"code":429,"message":"Slow down.","status":"EXHAUSTED"}}]""", "Slow down. (EXHAUSTED)")]
    [TestCase("chat", """{"object":"error","message":"Slow down.","type":"BadRequestError","code":400}""", "Slow down. (BadRequestError)")]
    [TestCase("chat", """{"error":"Slow down."}""", "Slow down.")]
    public async Task Reads_the_reason_of_an_error_response(string api, string body, string expected)
    {
        var (outcome, output, error) = await AskAsync(api, body, status: 429);

        Assert.That((outcome, output), Is.EqualTo((Outcome.NoAnswer, "")));
        Assert.That(error, Is.EqualTo($"429 Too Many Requests: {expected}\n"));
    }

    [Test]
    public async Task Resumes_an_answer_in_the_background_after_the_last_event()
    {
        var requests = new List<string>();
        var (begin, whole) = (LlmStreams.Responses.Last().Wire, LlmStreams.Responses.First().Wire);
        var rest = whole[whole.LastIndexOf("event:", StringComparison.Ordinal)..];
        await using var server = await EventServer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await body.ReadToEndAsync()}");
            await EventServer.SendAsync(context.Response, requests.Count == 1 ? "retry: 1\n" + begin : rest);
        });

        var (outcome, output, error) = await AskAsync(new(server.Uri, "v1/responses"), "responses", isBackground: true);

        Assert.That((outcome, output), Is.EqualTo((Outcome.Complete, "Hello\n")), error);
        Assert.That(requests, Is.EqualTo(new[]
        {
            """POST /v1/responses {"model":"m","input":"Say hello","background":true,"stream":true}""",
            "GET /v1/responses/resp_1?stream=true&starting_after=5 ",
        }));
    }

    [TestCase("chat", "Authorization", "Bearer k")]
    [TestCase("responses", "Authorization", "Bearer k")]
    [TestCase("messages", "x-api-key", "k")]
    [TestCase("gemini", "x-goog-api-key", "k")]
    public async Task Sends_the_key_and_the_length_of_the_question(string api, string header, string expected)
    {
        var received = ("", default(long?));
        await using var server = await EventServer.StartAsync(context =>
        {
            received = (context.Request.Headers[header].ToString(), context.Request.ContentLength);
            return Task.CompletedTask;
        });

        await AskAsync(server.Uri, api, key: "k");

        Assert.That(received, Is.EqualTo((expected, received.Item2)));
        Assert.That(received.Item2, Is.GreaterThan(30));
    }

    private static async Task<(Outcome Outcome, string Output, string Error)> AskAsync(string api, string wire, int status = 200)
    {
        await using var server = await EventServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return EventServer.SendAsync(context.Response, wire);
        });
        return await AskAsync(server.Uri, api);
    }

    private static async Task<(Outcome Outcome, string Output, string Error)> AskAsync(
        Uri uri, string api, bool isBackground = false, string? key = null)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var conversation = new Conversation(Enum.Parse<LlmApi>(api, ignoreCase: true).Create(isBackground), output, error);
        var outcome = await conversation.RunAsync(new(uri, key, "m", "Say hello"), CancellationToken.None).WaitAsync(TestDeadline.Value);
        return (outcome, $"{output}", $"{error}");
    }
}
