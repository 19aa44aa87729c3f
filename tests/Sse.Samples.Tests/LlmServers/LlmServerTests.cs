using System.Net;
using System.Net.Http.Json;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM server sample, with its scripted model.</summary>
public sealed class LlmServerTests : LlmServerFixture
{
    [TestCase(Chat, "[DONE]")]
    [TestCase(Responses, "response.completed")]
    [TestCase(Messages, "message_stop")]
    [TestCase(Ui, "[DONE]")]
    public async Task Streams_an_answer_up_to_the_end_mark_of_the_api(string path, string end)
    {
        var events = await ReadAsync(path, "scripted");

        Assert.That(Text(events), Is.EqualTo(Answer));
        Assert.That(events[^1], Has.Property(end == "[DONE]" ? "Data" : "Type").EqualTo(end));
        Assert.That(events[^1].Data, path == Ui ? Is.EqualTo("[DONE]") : Does.Not.StartWith("\""));
    }

    [TestCase(Chat, "reasoning_content")]
    [TestCase(Responses, "response.reasoning_summary_text.delta")]
    [TestCase(Messages, "thinking_delta")]
    [TestCase(Ui, "reasoning-delta")]
    public async Task Streams_the_thoughts_before_the_answer(string path, string name)
    {
        var events = await ReadAsync(path, "scripted-reasons");

        Assert.That(events.Count(e => e.Data.Contains($"\"{name}\"", StringComparison.Ordinal)), Is.EqualTo(4));
        Assert.That(Text(events), Is.EqualTo(Answer));
    }

    [TestCase(Chat, "\"tool_calls\":[{\"index\":0,\"id\":\"call_", "\"finish_reason\":\"tool_calls\"")]
    [TestCase(Responses, "\"item\":{\"id\":\"item_", "response.function_call_arguments.done")]
    [TestCase(Messages, "\"content_block\":{\"type\":\"tool_use\",", "\"stop_reason\":\"tool_use\"")]
    [TestCase(Ui, "\"type\":\"tool-input-available\",\"toolCallId\":\"call_", "finish-step")]
    public async Task Streams_tool_calls(string path, string call, string end)
    {
        var text = string.Concat((await ReadAsync(path, "scripted-tools")).Select(e => e.Data));

        Assert.That(text, Does.Contain(call).And.Contain("Let me look.").And.Contain("weather").And.Contain(end));
    }

    [TestCase(Chat, "scripted-length", "\"finish_reason\":\"length\"")]
    [TestCase(Chat, "scripted-filtered", "\"finish_reason\":\"content_filter\"")]
    [TestCase(Responses, "scripted-length", "\"status\":\"incomplete\"", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}")]
    [TestCase(Responses, "scripted-filtered", "\"status\":\"incomplete\"", "\"incomplete_details\":{\"reason\":\"content_filter\"}")]
    [TestCase(Messages, "scripted-length", "\"stop_reason\":\"max_tokens\"")]
    [TestCase(Messages, "scripted-filtered", "\"stop_reason\":\"refusal\"")]
    public async Task Says_that_an_answer_was_cut_off(string path, string model, params string[] reasons)
    {
        var streamed = string.Concat((await ReadAsync(path, model)).Select(e => e.Data));
        using var whole = await Http.PostAsync(new Uri(Uri, path), Question(path, model, stream: false));
        var answer = await whole.Content.ReadAsStringAsync();

        foreach (var reason in reasons)
        {
            Assert.That(streamed, Does.Contain(reason));
            Assert.That(answer, Does.Contain(reason));
        }
    }

    [TestCase(Chat, "\"delta\":{\"refusal\":\" cannot\"}", "\"finish_reason\":\"stop\"", "\"refusal\":\"I cannot help with that.\"")]
    [TestCase(
        Responses,
        "\"type\":\"response.refusal.delta\"",
        "\"part\":{\"type\":\"refusal\",\"refusal\":\"I cannot help with that.\"}",
        "\"content\":[{\"type\":\"refusal\",\"refusal\":\"I cannot help with that.\"}]")]
    [TestCase(
        Messages,
        "\"delta\":{\"type\":\"text_delta\",\"text\":\" cannot\"}",
        "\"stop_reason\":\"refusal\"",
        "\"content\":[{\"type\":\"text\",\"text\":\"I cannot help with that.\"}],\"stop_reason\":\"refusal\"")]
    [TestCase(Ui, "\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\" cannot\"", "\"finishReason\":\"content-filter\"", null)]
    public async Task A_refusal_of_the_model_has_the_form_of_the_api(string path, string delta, string end, string? whole)
    {
        var streamed = string.Concat((await ReadAsync(path, "scripted-refuses")).Select(e => e.Data));
        Assert.That(streamed, Does.Contain(delta).And.Contain(end));

        if (whole is not null)
        {
            using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted-refuses", stream: false));
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(whole));
        }
    }

    [TestCase("scripted", "stop")]
    [TestCase("scripted-length", "length")]
    [TestCase("scripted-filtered", "content-filter")]
    [TestCase("scripted-tools", "tool-calls")]
    public async Task A_chat_says_why_its_answer_ends(string model, string reason)
    {
        var events = await ReadAsync(Ui, model);

        Assert.That(events[^2].Data, Is.EqualTo($$"""{"type":"finish","finishReason":"{{reason}}"}"""));
    }

    [TestCase(Chat, "\"reasoning_content\":\"The user asks.\"")]
    [TestCase(Responses, "\"text\":\"The user asks.\"")]
    [TestCase(Messages, "\"thinking\":\"The user asks.\"")]
    public async Task An_answer_without_stream_has_the_thoughts_too(string path, string expected)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted-reasons", stream: false));

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(expected));
    }

    [Test]
    public async Task Continues_with_the_result_of_a_tool()
    {
        const string calls = """[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]""";
        var body = $$"""
            {"model":"scripted-tools","stream":true,"messages":[
                {"role":"user","content":[{"type":"text","text":"Why?"}]},
                {"role":"assistant","content":null,"tool_calls":{{calls}}},
                {"role":"tool","tool_call_id":"c1","content":"Sunny."}]}
            """;

        var events = await ReadAsync(Chat, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That(Text(events), Is.EqualTo("The tool says: Sunny."));
    }

    [Test]
    public async Task Chat_completions_report_their_usage_on_request()
    {
        var events = await ReadAsync(Chat, "scripted");

        Assert.That(events[^2].Data, Does.Contain("""
            "choices":[],"usage":{"prompt_tokens":1,"completion_tokens":33,"total_tokens":34}}
            """));
        Assert.That(events[^3].Data, Does.Contain("\"finish_reason\":\"stop\""));
    }

    [TestCase(Chat, "choices", 0, "message", "content")]
    [TestCase(Responses, "output", 0, "content", 0, "text")]
    [TestCase(Messages, "content", 0, "text")]
    public async Task Answers_as_a_whole_without_stream(string path, params object[] place)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted", stream: false));

        var json = await response.Content.ReadFromJsonAsync<JsonNode>();
        var text = place.Aggregate(json, (node, key) => key is int index ? node![index] : node![(string)key]);
        Assert.That((string?)text, Is.EqualTo(Answer));
    }

    [TestCase(Chat, "error", "message")]
    [TestCase(Responses, "error", "message")]
    [TestCase(Messages, "error", "message")]
    [TestCase(Ui, "error")]
    public async Task A_failure_before_the_first_token_is_a_status_in_the_form_of_the_api(string path, params string[] place)
    {
        using var busy = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted-busy"));
        using var failed = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted-fails-first"));
        using var bad = await Http.PostAsync(new Uri(Uri, path), new StringContent("no JSON", Encoding.UTF8, "application/json"));

        Assert.That((busy.StatusCode, busy.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.TooManyRequests, "20")));
        Assert.That(await MessageAsync(busy), Does.StartWith("You have sent 60 requests"));
        Assert.That(failed.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await MessageAsync(failed), Is.EqualTo("The model is not available."));
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await MessageAsync(bad), Does.StartWith("The request is invalid. It is not valid JSON:"));

        async Task<string?> MessageAsync(HttpResponseMessage response)
        {
            var json = await response.Content.ReadFromJsonAsync<JsonNode>();
            return (string?)place.Aggregate(json, (node, name) => node![name]);
        }
    }

    [TestCase(Chat, "message", """{"error":{"message":"The model is overloaded.","type":"server_error","param":null,"code":null}}""")]
    [TestCase(
        Responses,
        "error",
        """{"type":"error","sequence_number":15,"code":"server_error","message":"The model is overloaded.","param":null}""")]
    [TestCase(Messages, "error", """{"type":"error","error":{"type":"overloaded_error","message":"The model is overloaded."}}""")]
    [TestCase(Ui, "message", """{"type":"error","errorText":"The model is overloaded."}""")]
    public async Task A_failure_in_mid_answer_is_an_event_and_breaks_the_connection(string path, string type, string data)
    {
        var events = await Connect(path, Question(path, "scripted-fails"))
            .Materialize()
            .ToList()
            .ToTask()
            .WaitAsync(TestDeadline.Value);

        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>());
        Assert.That((events[^2].Value.Type, events[^2].Value.Data), Is.EqualTo((type, data)));
        Assert.That(Text(events.SkipLast(1).Select(e => e.Value)), Is.EqualTo("An event stream is a response that does not end: each"));
    }

    [TestCase(Chat)]
    [TestCase(Responses)]
    [TestCase(Messages)]
    [TestCase(Ui)]
    public async Task An_answer_that_the_model_does_not_finish_breaks_the_connection(string path)
    {
        var events = await Connect(path, Question(path, "scripted-cut")).Materialize().ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(events[^1].Exception, Is.InstanceOf<SseConnectionException>());
        Assert.That(events[^2].Value.Data, Does.Contain("The answer of the model ended early."));
    }

    [TestCase(Chat)]
    [TestCase(Responses)]
    [TestCase(Messages)]
    public async Task A_client_that_leaves_in_mid_answer_stops_the_model_at_once(string path)
    {
        const string logged = "scripted-stalls was stopped after 12 tokens.";
        var before = Regex.Count(Server.Output, logged);

        await Connect(path, Question(path, "scripted-stalls"))
            .Where(e => e.Data.Contains(" each\"", StringComparison.Ordinal))
            .FirstAsync()
            .ToTask()
            .WaitAsync(TestDeadline.Value);

        await Server.WaitUntilAsync(output => Regex.Count(output, logged) == before + 1, logged);
    }

    [Test]
    public async Task A_client_that_leaves_before_the_first_token_stops_the_model()
    {
        using var leave = new CancellationTokenSource();
        var answer = Http.PostAsync(new Uri(Uri, Chat), Question(Chat, "scripted-late"), leave.Token);
        await Server.WaitForOutputAsync("scripted-late was asked.");

        await leave.CancelAsync();

        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());

        await Server.WaitForOutputAsync("scripted-late was stopped after 0 tokens.");
    }

    [Test]
    public async Task A_refused_stream_has_the_form_of_the_api_and_does_not_ask_the_model()
    {
        using var refused = await Http.PostAsync(new Uri(Uri, $"{Chat}?lastEventId=%0A"), Question(Chat, "scripted-slow"));

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var json = await refused.Content.ReadFromJsonAsync<JsonNode>();
        Assert.That((string?)json!["error"]!["message"], Does.Contain("last event ID"));
        Assert.That(Server.Output, Does.Not.Contain("scripted-slow was asked."));
    }

    [Test]
    public async Task A_page_that_was_reloaded_receives_the_whole_answer_while_it_is_written()
    {
        var id = Guid.NewGuid().ToString();
        await Connect(Ui, Question(Ui, "scripted", id: id)).Take(3).ToTask().WaitAsync(TestDeadline.Value);

        var rest = new Uri(Uri, $"{Ui}/{id}/stream");
        var events = await SseObservable.Connect(rest, Once)
            .TakeUntil(e => e.Data == "[DONE]").ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(Text(events), Is.EqualTo(Answer));
        using var after = await Http.GetAsync(rest);
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task A_page_receives_the_whole_answer_whatever_its_last_event_ID_is()
    {
        var id = Guid.NewGuid().ToString();
        await Connect(Ui, Question(Ui, "scripted-stalls", id: id)).Take(3).ToTask().WaitAsync(TestDeadline.Value);

        var first = await SseObservable.Connect(new Uri(Uri, $"{Ui}/{id}/stream"), Once with { LastEventId = "other/5" })
            .FirstAsync().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(first.Data, Does.StartWith("{\"type\":\"start\""));
    }

    [Test]
    public async Task A_response_in_the_background_is_resumed_after_any_event()
    {
        var first = await Connect(Responses, Question(Responses, "scripted", isBackground: true))
            .Take(6).ToList().ToTask().WaitAsync(TestDeadline.Value);
        var id = (string?)JsonNode.Parse(first[0].Data)!["response"]!["id"];

        var rest = await SseObservable.Connect(new Uri(Uri, $"{Responses}/{id}?stream=true&starting_after=5"), Once)
            .TakeUntil(e => e.Type == "response.completed").ToList().ToTask().WaitAsync(TestDeadline.Value);

        Assert.That(
            first.Concat(rest).Select(e => (int)JsonNode.Parse(e.Data)!["sequence_number"]!), Is.EqualTo(Enumerable.Range(0, 40)));
        Assert.That(Text([.. first, .. rest]), Is.EqualTo(Answer));
        using var unknown = await Http.GetAsync(new Uri(Uri, $"{Responses}/other?stream=true"));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_real_model_is_served_by_configuration()
    {
        var (sample, uri) = await StartAsync("--Model:Endpoint", new Uri(Uri, "/v1").ToString(), "--Model:Name", "scripted");
        using var running = sample;

        var events = await ReadAsync(Messages, Question(Messages, "scripted"), uri);
        using var failed = await Http.PostAsync(new Uri(uri, Messages), Question(Messages, "scripted-busy"));

        Assert.That(Text(events), Is.EqualTo(Answer));
        Assert.That(failed.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }
}
