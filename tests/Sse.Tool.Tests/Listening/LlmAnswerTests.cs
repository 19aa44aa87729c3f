using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using Sse.Reactive.Testing;
using Sse.Tests.Shared;

namespace Sse.Tool.Tests;

/// <summary>The recipes of docs/llm.md report whole answers, cut ones and errors by their exit codes.</summary>
public class LlmAnswerTests
{
    private const string Reported = "sse: The server reported an error: ";

    private static readonly ListenRequest Request = new(new Uri("http://x")) { Method = HttpMethod.Post, Format = OutputFormat.JsonValue };

    private static IEnumerable<TestCaseData> Streams => LlmStreams.All.Select(stream => new TestCaseData(stream.ToString()));

    [TestCaseSource(nameof(Streams))]
    public void Prints_the_text_and_exits_with_0_only_after_a_whole_answer(string name)
    {
        var stream = LlmStreams.All.Single(stream => stream.ToString() == name);

        var (code, output, error) = Read(stream);

        // The tool goes on after an error.
        Assert.That(output, stream.IsWhole ? Is.EqualTo(stream.Text) : Does.StartWith(stream.Text));
        var isCutEvent = name.Contains("middle of an event", StringComparison.Ordinal) || name.Contains("blank", StringComparison.Ordinal);
        var isForeignLine = name.Contains("as a line that is not a field", StringComparison.Ordinal);
        Assert.That(code, Is.EqualTo(
            stream.IsWhole ? ExitCode.Done
            : stream.Error.Length > 0 || isCutEvent || isForeignLine ? ExitCode.Failed
            : ExitCode.NotReached));
        Assert.That(error, code != ExitCode.Failed ? Is.Empty
            : isCutEvent ? Does.Match("^sse: The stream ended in the middle of an event: .+, but not the blank line that ends it.\n$")
            : name == "chat: no JSON" ? Is.EqualTo("sse: This is no part of the answer: oops\n")
            : Does.Match("^sse: (The server reported an error|This is no part of the answer|The answer has a gap): ")
                .And.Contain(stream.Error));
    }

    [TestCase("data: {\"text\":\"a\"}\n\n", 0, "")]
    [TestCase("data: {\"error\":{\"message\":\"No.\"}}\n\n", 1, "No.")]
    [TestCase("event: error\ndata: {\"message\":\"No.\"}\n\n", 1, "No.")]
    [TestCase("event: error\ndata: \"No.\"\n\n", 1, "No.")]
    public void The_whole_document_is_printed_also_of_an_error_which_is_reported(string wire, int expected, string message)
    {
        var (code, output, error) = Read(Request with { JsonPath = JsonPath.Parse(".") }, wire);

        Assert.That((code, error), Is.EqualTo(((ExitCode)expected, message.Length == 0 ? "" : $"{Reported}{message}\n")));
        Assert.That(output, Is.EqualTo(wire.Split("data: ")[1].Trim('\n').Trim('"') + "\n"));
    }

    [TestCase("data: {\"end\":1}\n\n", 0)]
    [TestCase("data: {\"end\":1}\n\ndata: x\n\n", 0)]
    [TestCase("data: {\"end\":null}\n\n", 3)]
    [TestCase("data: x\n\n", 3)]
    [TestCase("data: {\"end\":1}\n\ndata: x\n", 1)]
    public void An_expected_value_that_does_not_arrive_exits_with_3(string wire, int expected) =>
        Assert.That(
            Read(Request with { Format = OutputFormat.Raw, Expected = JsonPath.Parse(".end") }, wire).Code, Is.EqualTo((ExitCode)expected));

    [TestCase("data: {\"end\":1}\n\ndata: [DONE]\n\n", 0)]
    [TestCase("data: [DONE]\n\n", 3)]
    [TestCase("data: {\"end\":1}\n\n", 3)]
    public void An_end_mark_and_an_expected_value_must_both_arrive(string wire, int expected)
    {
        var request = Request with { Format = OutputFormat.Raw, Expected = JsonPath.Parse(".end"), Until = "[DONE]" };

        Assert.That(Read(request, wire).Code, Is.EqualTo((ExitCode)expected));
    }

    [TestCase("event: error\ndata: overloaded\n\n", "overloaded")]
    [TestCase("event: error\ndata: {\"code\":7}\n\n", "{\"code\":7}")]
    [TestCase("data: {\"type\":\"RUN_ERROR\",\"message\":\"No agent.\"}\n\n", "No agent.")] // AG-UI
    [TestCase("data: {\"type\":\"error\",\"errorText\":\"No model.\"}\n\n", "No model.")] // Vercel's UI message stream
    public void Reports_errors_in_other_forms_also_of_types_that_are_not_printed(string wire, string expected)
    {
        var (code, _, error) = Read(Request with { JsonPath = JsonPath.Parse(".delta"), Types = ["delta"] }, wire);

        Assert.That((code, error), Is.EqualTo((ExitCode.Failed, $"{Reported}{expected}\n")));
    }

    [TestCase("data: {\"error\":null}\n\n")]
    [TestCase("data: {\"error\":\"\",\"level\":\"info\"}\n\n")]
    [TestCase("data: {\"text\":\"no error\"}\n\n")]
    [TestCase("id: 1\ndata:\n\n")] // as MCP servers begin a stream
    public void Reports_nothing_where_there_is_no_error(string wire) =>
        Assert.That(Read(Request with { JsonPath = JsonPath.Parse(".delta") }, wire), Is.EqualTo((ExitCode.Done, "", "")));

    [TestCase("data: {\"text\":\"Hel\"}\n\nevent: sse-gap\ndata: {}\n\ndata: {\"text\":\"lo\"}\n\n", "Hello")]
    [TestCase("data: {\"text\":\"a\\ud83d\"}\n\ndata: {\"text\":\"\\ude00b\"}\n\n", "a\uFFFD\uFFFDb")]
    [TestCase("data: {\"text\":\"\\\\ud83d\\ud83d\\ud83d\\ude00\\n\"}\n\ndata: {\"text\":\"b\"}\n\n", "\\ud83d\uFFFD\U0001F600\nb")]
    public void Joined_values_have_no_line_break_between_them_where_an_error_is_reported(string wire, string expected)
    {
        var (code, output, error) = Read(Join(".text") with { Until = "[DONE]" }, wire + "data: [DONE]\n\n");

        Assert.That((code, output), Is.EqualTo((ExitCode.Failed, expected)));
        Assert.That(error, Does.StartWith("sse: Th"));
    }

    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":1}", 0)]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":null}", 0)]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,\"message\":\"No.\"}}", 1)]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"result\":1}", 3)]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"roots/list\"}", 3)]
    public void The_response_to_a_call_of_json_rpc_is_its_end(string message, int expected)
    {
        const string Progress = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}";
        var call = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":7,"method":"tools/call"}""");

        var (code, output, _) = Read(
            Request with { Format = OutputFormat.Raw, Call = JsonRpcCall.Of(call) },
            $"id: 1\ndata:\n\ndata: {Progress}\n\ndata: {message}\n\ndata: next\n\n");

        Assert.That((int)code, Is.EqualTo(expected));
        Assert.That(output, Is.EqualTo($"\n{Progress}\n{message}\n" + (expected == 3 ? "next\n" : "")));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}")]
    [TestCase("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}")]
    [TestCase("{\"id\":7,\"method\":\"x\"}")]
    public void A_body_that_has_no_response_is_no_call(string body) =>
        Assert.That(JsonRpcCall.Of(Encoding.UTF8.GetBytes(body)), Is.Null);

    [Test]
    public void A_notification_is_no_error_where_a_value_of_the_response_is_printed() =>
        Assert.That(
            Read(
                Join(".result.text") with { Expected = JsonPath.Parse(".result") },
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\ndata: {\"result\":{\"text\":\"a\"}}\n\n"),
            Is.EqualTo((ExitCode.Done, "a", "")));

    [Test]
    public void An_error_that_was_asked_for_is_printed() =>
        Assert.That(
            Read(Request with { JsonPath = JsonPath.Parse(".error.message") }, "data: {\"error\":{\"message\":\"No.\"}}\n\n"),
            Is.EqualTo((ExitCode.Done, "No.\n", "")));

    [TestCase("event: RUN_FINISHED\ndata: 1\n\n")]
    [TestCase("data: {\"type\":\"RUN_FINISHED\",\"runId\":\"1\"}\n\n")]
    public void Until_type_stops_at_the_type_of_the_event_or_of_its_json(string wire)
    {
        var request = Request with { Format = OutputFormat.Raw, UntilTypes = ["RUN_ERROR", "RUN_FINISHED"] };

        Assert.That(Read(request, "data: a\n\n" + wire + "data: b\n\n"), Is.EqualTo((ExitCode.Done, "a\n", "")));
    }

    [Test]
    public void Until_type_that_is_not_reached_exits_with_3()
    {
        const string wire = "data: {\"type\":\"ending\"}\n\nevent: ends\ndata: end\n\n";

        Assert.That(Read(Request with { Format = OutputFormat.Raw, UntilTypes = ["end"] }, wire).Code, Is.EqualTo(ExitCode.NotReached));
    }

    [TestCase("event: error\n\n", "This is no part of the answer: event: error")]
    [TestCase("event: error\ndata:\n\n", "The server reported an error: event: error, without data")]
    [TestCase("event: error\ndata: {\"code\":7}\n\n", "The server reported an error: {\"code\":7}")]
    [TestCase("event: error\ndata: []\n\n", "The server reported an error: []")]
    [TestCase("error: {\"code\":7}\n\n", "This is no part of the answer: error: {\"code\":7}")]
    [TestCase("event: ping\n\nerror: {\"code\":7}\n\n", "This is no part of the answer: error: {\"code\":7}")]
    [TestCase("{\n\"error\":\n7}\n\n", "This is no part of the answer: { \"error\": 7}")]
    [TestCase("data: {\"type\":\"about:blank\",\"title\":\"Bad Gateway\",\"status\":502}\n\n", "The server reported an error: Bad Gateway")]
    [TestCase(
        "data: {\"type\":\"https://x/limit\",\"title\":\"Limited\",\"status\":429,\"detail\":\"Slow down.\"}\n\n",
        "The server reported an error: Slow down.")]
    [TestCase("Internal Server Error\n\n", "This is no part of the answer: Internal Server Error")]
    [TestCase("data: {\"type\":\"abort\"}\n\n", "The server reported an error: {\"type\":\"abort\"}")] // Vercel's UI message stream
    [TestCase("data: {\"finishReason\":\"error\"}\n\n", "The server reported an error: {\"finishReason\":\"error\"}")]
    [TestCase("event: sse-gap\ndata: {\"reason\":\"expired\",\"count\":3}\n\n", "The answer has a gap: 3 events are missing (Expired)")]
    [TestCase("event: sse-gap\ndata: 3\n\n", "The answer has a gap: events are missing")]
    [TestCase("event: sse-gap\ndata:\n\n", "The answer has a gap: events are missing")]
    [TestCase("event: sse-gap\n\n", "This is no part of the answer: event: sse-gap")]
    public void An_end_mark_does_not_hide_an_error_whatever_is_printed(string wire, string expected)
    {
        var (raw, json) = (Request with { Format = OutputFormat.Raw }, Join(".delta"));
        foreach (var request in new[] { raw, json, json with { Types = ["delta"] } })
        {
            var (code, _, error) = Read(request with { Until = "[DONE]" }, wire + "data: [DONE]\n\n");

            Assert.That((code, error), Is.EqualTo((ExitCode.Failed, $"sse: {expected}\n")));
        }
    }

    [Test]
    public void Type_selects_events_also_by_the_type_in_their_JSON()
    {
        const string wire = "data: {\"type\":\"d\",\"delta\":\"a\"}\n\nevent: d\ndata: {\"delta\":\"b\"}\n\n"
            + "data: {\"type\":\"e\",\"delta\":\"c\"}\n\nevent: e\ndata: {\"type\":\"d\",\"delta\":\"d\"}\n\ndata: {\"type\":\"end\"}\n\n";

        Assert.That(Read(Join(".delta") with { Types = ["d"], UntilTypes = ["end"] }, wire), Is.EqualTo((ExitCode.Done, "ab", "")));
    }

    [TestCase("event: error\n\nevent: error\ndata: x\n\nwhat\n\n", "x\n")]
    [TestCase("event: sse-gap\ndata: {\"reason\":\"unknown\"}\n\n", "")]
    public void Without_an_end_an_error_is_an_event_of_the_application(string wire, string expected) =>
        Assert.That(Read(Request with { Format = OutputFormat.Raw }, wire), Is.EqualTo((ExitCode.Done, expected, "")));

    [TestCase("event: error\ndata: {\"delta\":1}\n\n")] // asked for
    [TestCase("event: ping\n\n")]
    [TestCase("event: ping\n\nevent: ping\n\nevent: pong\n\n")]
    [TestCase("data: {\"type\":\"https://x/task\",\"title\":\"Task\",\"status\":200}\n\n")]
    [TestCase("data: {\"type\":\"task\",\"title\":\"Task\",\"status\":500}\n\n")]
    [TestCase("data: {\"type\":\"https://x/task\",\"status\":500}\n\n")]
    [TestCase("event: ping\ndata:\n\n")]
    [TestCase("id: 1\ndata:\n\n")]
    [TestCase(": comment\n\n")]
    [TestCase("data: {\"type\":\"start\"}\n\n")]
    [TestCase("data: {\"usage\":{}}\n\n")]
    [TestCase("data: {\"delta\":null,\"error\":null}\n\n")]
    public void What_belongs_to_an_answer_is_no_error(string wire)
    {
        var request = Join(".delta") with { Until = "[DONE]", Types = ["error", "message"] };

        var (code, _, error) = Read(request, wire + "data: [DONE]\n\n");

        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
    }

    [TestCase("event: error\ndata: x\n\n", "error")]
    [TestCase("data: {\"type\":\"RUN_ERROR\"}\n\n", "RUN_ERROR")]
    [TestCase("data: {\"type\":\"response.cancelled\",\"response\":{\"status\":\"cancelled\"}}\n\n", "response.cancelled")]
    public void An_error_that_was_named_as_the_end_is_the_end(string wire, string type) =>
        Assert.That(Read(Join(".delta") with { UntilTypes = [type] }, wire), Is.EqualTo((ExitCode.Done, "", "")));

    [TestCase("event: complete\n\n", ExitCode.Done, "")] // as some servers of GraphQL end
    [TestCase("event: complete\n\nevent: next\ndata: {\"data\":\"b\"}\n\n", ExitCode.Done, "")]
    [TestCase("event: next\n\nevent: complete\n\n", ExitCode.Done, "")]
    [TestCase("event: error\n\n", ExitCode.Done, "")]
    [TestCase("event: next\n\n", ExitCode.NotReached, "")]
    [TestCase("oops\n\nevent: complete\n\n", ExitCode.Failed, "sse: This is no part of the answer: oops\n")]
    public void Until_type_stops_at_a_type_without_data(string wire, object code, string error)
    {
        var request = Join(".data") with { UntilTypes = ["complete", "error"] };

        Assert.That(
            Read(request, "event: next\ndata: {\"data\":\"a\"}\n\n" + wire), Is.EqualTo(((ExitCode)code, "a", error)));
    }

    [Test]
    public void Verbose_shows_the_lines_before_an_end_mark()
    {
        var request = Request with { Format = OutputFormat.Raw, Until = "[DONE]" };

        var (_, _, error) = Read(request, "event: error\n\ndata: [DONE]\n\n", isVerbose: true);

        Assert.That(error, Does.Contain("1 line was ignored: event: error"));
    }

    private static (ExitCode Code, string Output, string Error) Read(LlmStream stream) => stream.Api switch
    {
        "chat" => Read(Join(".choices[0].delta.content") with { Until = "[DONE]" }, stream.Wire),
        "responses" => Read(
            Join(".delta") with
            {
                Types = ["response.output_text.delta"],
                UntilTypes = ["response.completed", "response.incomplete"],
            },
            stream.Wire),
        "messages" => Read(Join(".delta.text") with { UntilTypes = ["message_stop"] }, stream.Wire),
        _ => Read(
            Join(".candidates[0].content.parts[?@.thought != true].text") with
            {
                Expected = JsonPath.Parse(".candidates[0].finishReason"),
            },
            stream.Wire),
    };

    private static ListenRequest Join(string path) => Request with { JsonPath = JsonPath.Parse(path), IsJoined = true };

    private static (ExitCode Code, string Output, string Error) Read(ListenRequest request, string wire, bool isVerbose = false)
    {
        var clock = new HistoricalScheduler();
        var server = new SseScript(clock, TimeSpan.FromSeconds(1)).Connection("a|", ('a', SseMarble.Wire(wire)));
        var (output, error) = (new StringWriter(), new StringWriter());
        var console = new ConsoleWriter(TextOutput.Create(output, false), TextOutput.Create(error, false), isTerminal: false);
        var report = new ConnectionReport(console, isQuiet: !isVerbose, isVerbose, isCheckpointed: false);
        IEventFormat format = request.Format == OutputFormat.Raw
            ? new RawFormat(false)
            : new JsonValueFormat(request.JsonPath!, request.IsJoined, false, report.ReportInvalidJson);
        var printer = new EventPrinter(request, format, console, report, null, clock);
        var options = server.Options with { ReconnectPolicy = SseReconnect.Never };
        using var _ = printer.Print(SseObservable.Signals(server.Transport, options), Observable.Never<ExitCode>())
            .Subscribe(_ => { }, failure => Assert.Fail($"{failure}"));
        clock.AdvanceBy(TimeSpan.FromSeconds(10));
        return (printer.ExitCode, $"{output}".TrimEnd(request.IsJoined ? '\n' : '\0'), $"{error}");
    }
}
