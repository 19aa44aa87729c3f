using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM server sample in front of another provider, over the OpenAI SDK: what that reports reaches the client.</summary>
public sealed class LlmProviderTests : LlmServerFixture
{
    private const string Schema = "\"name\":\"answer\",\"schema\":{\"type\":\"object\",\"properties\":{},\"required\":[],"
        + "\"additionalProperties\":false},\"strict\":true";

    private const string SchemaFormat = $"{{\"type\":\"json_schema\",\"json_schema\":{{{Schema}}}}}";

    private EventServer _provider = null!;

    private static IEnumerable<string[]> Errors => from path in Apis
                                                   from stream in ProviderAnswers.Streams.Keys
                                                   where stream.StartsWith("error", StringComparison.Ordinal)
                                                   where !stream.StartsWith("error first", StringComparison.Ordinal)
                                                   select new[] { path, stream };

    [OneTimeTearDown]
    public async Task StopProviderAsync() => await _provider.DisposeAsync();

    [TestCaseSource(nameof(Errors))]
    public async Task An_error_within_the_stream_breaks_the_answer_also_if_a_finish_reason_follows(string path, string stream)
    {
        var events = await Connect(path, Question(path, stream)).Materialize().ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>(), "Half an answer looks whole.");
        Assert.That(events[^2].Value.Data, Does.Contain("error").And.Contain("Quota exceeded."));
        Assert.That(Text(events.SkipLast(1).Select(e => e.Value)), Is.EqualTo("Half"));
    }

    [Test]
    public async Task An_error_before_the_first_token_is_a_status(
        [ValueSource(nameof(Apis))] string path,
        [Values("", ", its code a text", ", as problem details", ", not as a stream", ", after the role")] string form)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "error first" + form, id: "first" + form));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(await ErrorAsync(response), Is.EqualTo("Quota exceeded."));
    }

    [Test]
    public async Task A_whole_answer_passes(
        [ValueSource(nameof(Apis))] string path,
        [Values(
            "whole",
            "null error",
            "false error",
            "zero error",
            "empty error",
            "null choices",
            "no choices",
            "ping",
            "heartbeats",
            "empty reasons",
            "finished by eos_token",
            "typed chunks",
            "typed end",
            "upper case")]
        string stream)
    {
        Assert.That(Text(await ReadAsync(path, stream)), Is.EqualTo("Half"));
    }

    [Test]
    public async Task An_answer_with_a_gap_breaks_off(
        [ValueSource(nameof(Apis))] string path,
        [Values("gap", "gap of another form", "gap as a chunk", "gap in place of the end", "gap without data")] string stream)
    {
        var events = await Connect(path, Question(path, stream)).Materialize().ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>(), "Half an answer looks whole.");
        Assert.That(events[^2].Value.Data, Does.Contain("The answer of the model has a gap: events are missing."));
    }

    [Test]
    public async Task An_answer_that_was_interrupted_breaks_off(
        [ValueSource(nameof(Apis))] string path, [Values("insufficient_system_resource", "abort")] string reason)
    {
        var events = await Connect(path, Question(path, $"interrupted by {reason}")).Materialize().ToList().ToTask()
            .WaitAsync(TestDeadline.Value);

        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>());
        Assert.That(events[^2].Value.Data, Does.Contain($"The model has stopped: {reason}."));
    }

    [Test]
    public async Task Thoughts_pass_once_whatever_the_provider_names_them(
        [ValueSource(nameof(Apis))] string path, [Values("thoughts", "thoughts twice")] string stream)
    {
        var events = await ReadAsync(path, stream);

        Assert.That(Text(events), Is.EqualTo("Half"));
        Assert.That(events.Count(e => e.Data.Contains("\"Well,\"", StringComparison.Ordinal) && IsDelta(e)), Is.EqualTo(1));

        static bool IsDelta(SseEvent e) => e.Data.Contains("delta\"", StringComparison.Ordinal);
    }

    [TestCase(Chat, "\"content\":\"\"", 1)] // next to the role
    [TestCase(Responses, "\"output_text\"", 0)]
    [TestCase(Messages, "\"type\":\"text\"", 0)]
    [TestCase(Ui, "\"text-", 0)]
    public async Task An_empty_text_is_no_part_of_the_answer(string path, string text, int expected)
    {
        foreach (var model in new[] { "call", "thoughts alone" })
        {
            var events = await ReadAsync(path, Question(path, model, id: model));

            Assert.That(events.Count(e => e.Data.Contains(text, StringComparison.Ordinal)), Is.EqualTo(expected), model);
        }
    }

    [TestCase(Chat, "\"delta\":{\"refusal\":\"cannot.\"}", "\"refusal\":\"I cannot.\"")]
    [TestCase(Responses, "\"type\":\"response.refusal.delta\"", "{\"type\":\"refusal\",\"refusal\":\"I cannot.\"}")]
    [TestCase(Messages, "\"stop_reason\":\"refusal\"", "{\"type\":\"text\",\"text\":\"I cannot.\"}")]
    [TestCase(Ui, "\"delta\":\"cannot.\"", "")]
    public async Task A_refusal_of_the_model_reaches_the_client(string path, string streamed, string whole)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "refusal", stream: path == Ui));

        Assert.That(string.Concat((await ReadAsync(path, "refusal")).Select(e => e.Data)), Does.Contain(streamed));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(whole));
    }

    [Test]
    public async Task An_answer_that_is_none_is_a_bad_gateway([ValueSource(nameof(Apis))] string path, [Values] bool stream)
    {
        foreach (var model in ProviderAnswers.Streams.Keys.Where(name => name.StartsWith("broken", StringComparison.Ordinal))
            .Concat(ProviderAnswers.Others.Keys.Where(name => name.StartsWith("other", StringComparison.Ordinal))))
        {
            using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, model, stream, id: model));

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway), model);
            Assert.That(await ErrorAsync(response), Does.StartWith("The ").Or.EqualTo("<h1>Busy</h1>"), model);
        }
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_call_of_a_tool_with_invalid_arguments_is_no_call(string path)
    {
        foreach (var model in new[] { "call with half of its arguments", "call with no object" })
        {
            var broken = await Connect(path, Question(path, model, id: model)).Materialize().ToList().ToTask()
                .WaitAsync(TestDeadline.Value);

            Assert.That(broken[^1].Exception, Is.InstanceOf<SseConnectionException>());
            Assert.That(broken[^2].Value.Data, Does.Contain("The model called look_up with invalid arguments."));
        }

        using var whole = await Http.PostAsync(new Uri(Uri, path), Question(path, "call"));
        using var bare = await Http.PostAsync(new Uri(Uri, path), Question(path, "call without arguments", id: "bare"));
        using var limited = await Http.PostAsync(new Uri(Uri, path), Question(path, "call up to the limit", id: "limit"));
        using var cut = await Http.PostAsync(new Uri(Uri, path), Question(path, "call without arguments up to the limit", id: "cut"));

        Assert.That(await whole.Content.ReadAsStringAsync(), Does.Contain("look_up"));
        Assert.That(await bare.Content.ReadAsStringAsync(), Does.Contain("look_up").And.Not.Contain("invalid"));
        Assert.That(await cut.Content.ReadAsStringAsync(), Does.Not.Contain("look_up"));
        Assert.That(await limited.Content.ReadAsStringAsync(), Does.Not.Contain("look_up").And.Not.Contain("invalid"));
    }

    [TestCase(Chat, true, "\"finish_reason\":\"tool_calls\"")]
    [TestCase(Chat, false, "\"finish_reason\":\"tool_calls\"")]
    [TestCase(Messages, true, "\"stop_reason\":\"tool_use\"")]
    [TestCase(Messages, false, "\"stop_reason\":\"tool_use\"")]
    public async Task A_call_that_ends_as_a_text_does_ends_as_a_call(string path, bool stream, string expected)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "call", stream));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain(expected).And.Not.Contain("end_turn").And.Not.Contain("\"stop\""));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_text_of_another_type_is_no_answer(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "content of another type"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(await ErrorAsync(response), Is.EqualTo("The answer of the model is invalid."));
    }

    [TestCase(Chat)]
    [TestCase(Responses)]
    public async Task A_refusal_keeps_its_code(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "status 400"));

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"code\":\"too_much\""));
    }

    [TestCase(Chat, true)]
    [TestCase(Chat, false)]
    [TestCase(Responses, true)]
    [TestCase(Responses, false)]
    [TestCase(Messages, true)]
    [TestCase(Messages, false)]
    public async Task An_answer_names_the_model_that_has_given_it(string path, bool stream)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "whole", stream));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("\"model\":\"real-2\"").And.Not.Contain("\"whole\"").And.Not.Contain("scripted"));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_request_that_names_no_model_asks_the_configured_one(string path)
    {
        var question = JsonNode.Parse(await Question(path, "").ReadAsStringAsync())!;
        question.AsObject().Remove("model");

        using var response = await Http.PostAsync(new Uri(Uri, path), Json(question.ToJsonString()));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("Half").And.Not.Contain("scripted"));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_refusal_keeps_its_message_and_its_Retry_After(string path)
    {
        foreach (var status in new[] { HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadRequest })
        {
            using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, $"status {(int)status}"));

            Assert.That((response.StatusCode, response.Headers.RetryAfter?.ToString()), Is.EqualTo((status, "7")));
            Assert.That(await ErrorAsync(response), Is.EqualTo("Too much for us."));
        }
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_refusal_of_the_key_of_the_server_is_not_one_of_the_client(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "status 401"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(await ErrorAsync(response), Does.Not.Contain("Too much"));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_refusal_that_is_not_JSON_keeps_its_status(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "status 503 text"));

        Assert.That((response.StatusCode, response.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "7")));
        Assert.That(await ErrorAsync(response), Is.EqualTo("The model refused the request."));
    }

    [TestCase(Chat, "top_p", "0.5", "top_p", "0.5")]
    [TestCase(Chat, "frequency_penalty", "0.5", "frequency_penalty", "0.5")]
    [TestCase(Chat, "presence_penalty", "0.5", "presence_penalty", "0.5")]
    [TestCase(Chat, "seed", "5000000000", "seed", "5000000000")]
    [TestCase(Chat, "stop", "\"x\"", "stop", "[\"x\"]")]
    [TestCase(Chat, "stop", "[\"x\",\"y\"]", "stop", "[\"x\",\"y\"]")]
    [TestCase(Chat, "reasoning_effort", "\"low\"", "reasoning_effort", "\"low\"")]
    [TestCase(Chat, "reasoning_effort", "\"minimal\"", "reasoning_effort", "\"minimal\"")]
    [TestCase(Chat, "top_k", "5", "top_k", "5")]
    [TestCase(Chat, "tool_choice", "\"required\"", "tool_choice", "\"required\"")]
    [TestCase(Chat, "response_format", "{\"type\":\"text\"}", "response_format", null)]
    [TestCase(Chat, "response_format", "{\"type\":\"json_object\"}", "response_format", "{\"type\":\"json_object\"}")]
    [TestCase(Chat, "response_format", $"{{\"type\":\"json_schema\",\"json_schema\":{{{Schema}}}}}", "response_format", SchemaFormat)]
    [TestCase(Chat, "modalities", "[\"text\"]", "modalities", null)]
    [TestCase(Chat, "parallel_tool_calls", "false", "parallel_tool_calls", "false")]
    [TestCase(Responses, "top_p", "0.5", "top_p", "0.5")]
    [TestCase(Responses, "reasoning", "{\"effort\":\"high\",\"summary\":\"auto\"}", "reasoning_effort", "\"high\"")]
    [TestCase(Responses, "reasoning", "{\"effort\":\"minimal\"}", "reasoning_effort", "\"minimal\"")]
    [TestCase(Responses, "text", "{\"format\":{\"type\":\"text\"}}", "response_format", null)]
    [TestCase(Responses, "text", $"{{\"format\":{{\"type\":\"json_schema\",{Schema}}}}}", "response_format", SchemaFormat)]
    [TestCase(Responses, "parallel_tool_calls", "false", "parallel_tool_calls", "false")]
    [TestCase(Messages, "top_p", "0.5", "top_p", "0.5")]
    [TestCase(Messages, "stop_sequences", "[\"x\"]", "stop", "[\"x\"]")]
    [TestCase(Messages, "thinking", "{\"type\":\"disabled\"}", "reasoning_effort", null)]
    [TestCase(Messages, "top_k", "5", "top_k", "5")]
    [TestCase(Messages, "tool_choice", "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", "parallel_tool_calls", "false")]
    [TestCase(Messages, "tool_choice", "{\"type\":\"any\",\"disable_parallel_tool_use\":true}", "parallel_tool_calls", "false")]
    [TestCase(Messages, "tool_choice", "{\"type\":\"any\",\"disable_parallel_tool_use\":false}", "parallel_tool_calls", "true")]
    public async Task A_setting_is_passed_on(string path, string name, string value, string passed, string? expected)
    {
        var question = JsonNode.Parse(await Question(path, "echo").ReadAsStringAsync())!;
        question[name] = JsonNode.Parse(value);
        question["tools"] = new JsonArray(path == Chat
            ? new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "weather" } }
            : new JsonObject { ["type"] = path == Messages ? "custom" : "function", ["name"] = "weather" });

        var asked = JsonNode.Parse(Text(await ReadAsync(path, Json(question.ToJsonString()))))!;

        Assert.That(asked[passed]?.ToJsonString(), Is.EqualTo(expected));
    }

    [TestCase(Chat, "", null)]
    [TestCase(Chat, ",\"strict\":true", "true")]
    [TestCase(Chat, ",\"strict\":false", "false")]
    [TestCase(Responses, ",\"strict\":true", "true")]
    [TestCase(Messages, ",\"strict\":true", "true")]
    public async Task The_schema_of_a_tool_is_passed_on_unchanged(string path, string strict, string? expected)
    {
        const string ToolSchema = """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"number"}},"required":["a"]}""";
        var tool = $$"""{"name":"weather","{{(path == Messages ? "input_schema" : "parameters")}}":{{ToolSchema}}{{strict}}}""";
        var question = JsonNode.Parse(await Question(path, "echo").ReadAsStringAsync())!;
        question["tools"] = JsonNode.Parse(path switch
        {
            Chat => $$"""[{"type":"function","function":{{tool}}}]""",
            Responses => $$"""[{"type":"function",{{tool[1..]}}]""",
            _ => $"[{tool}]",
        });

        var asked = JsonNode.Parse(Text(await ReadAsync(path, Json(question.ToJsonString()))))!["tools"]![0]!["function"]!;

        Assert.That(asked["parameters"]!.ToJsonString(), Is.EqualTo(ToolSchema));
        Assert.That(asked["strict"]?.ToJsonString(), Is.EqualTo(expected));
    }

    [TestCase(Chat, "response_format", "{\"type\":\"json_schema\",\"json_schema\":{$}}")]
    [TestCase(Responses, "text", "{\"format\":{\"type\":\"json_schema\",$}}")]
    public async Task The_schema_of_an_answer_is_passed_on_unchanged(string path, string name, string format)
    {
        const string Details = """
            "name":"answer","schema":{"type":"object","properties":{"a":{"type":"string"}},"minProperties":1},"strict":false
            """;
        var question = JsonNode.Parse(await Question(path, "echo").ReadAsStringAsync())!;
        question[name] = JsonNode.Parse(format.Replace("$", Details.Trim(), StringComparison.Ordinal));

        var asked = JsonNode.Parse(Text(await ReadAsync(path, Json(question.ToJsonString()))))!["response_format"]!["json_schema"]!;

        Assert.That(JsonNode.DeepEquals(asked, JsonNode.Parse($"{{{Details}}}")), asked.ToJsonString());
    }

    private protected override async Task<string[]> SettingsAsync()
    {
        _provider = await EventServer.StartAsync(ProviderAnswers.AnswerAsync);
        return ["--Model:Endpoint", new Uri(_provider.Uri, "/v1").ToString(), "--Model:Name", "whole"];
    }
}
