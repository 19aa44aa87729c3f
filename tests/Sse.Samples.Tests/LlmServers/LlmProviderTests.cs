using System.Globalization;
using System.Net;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>The LLM server sample in front of another provider, over the OpenAI SDK: what that reports reaches the client.</summary>
public sealed class LlmProviderTests : LlmServerFixture
{
    private const string Chunk = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"real-2\",\"choices\":";

    private const string Half = Chunk + "[{\"index\":0,\"delta\":{\"content\":\"Half\"}}]}\n\n";

    private const string Finished = Chunk + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private static readonly Dictionary<string, string> Streams = new()
    {
        ["whole"] = Half + Finished,
        ["error"] = Half + "data: {\"error\":{\"message\":\"Quota exceeded.\",\"code\":429}}\n\n" + Finished,
        ["error with choices"] =
            Half + "data: {\"error\":{\"message\":\"Quota exceeded.\"},\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n" + Finished,
        ["error as text"] = Half + "data: {\"error\":\"Quota exceeded.\"}\n\n" + Finished,
        ["error object"] = Half + "data: {\"object\":\"error\",\"message\":\"Quota exceeded.\",\"code\":500}\n\n" + Finished,
        ["error event"] = Half + "event: error\ndata: {\"message\":\"Quota exceeded.\"}\n\n" + Finished,
        ["error event without JSON"] = Half + "event: error\ndata: Quota exceeded.\n\n" + Finished,
        ["error in a choice"] = Half + Chunk
            + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"Quota exceeded.\"}}]}\n\n"
            + Finished,
        ["error with finish reason"] = Half + "data: {\"error\":{\"code\":502,\"message\":\"Quota exceeded.\"},"
            + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n" + Finished,
        ["error detail"] = Half + "data: {\"detail\":\"Quota exceeded.\"}\n\n" + Finished,
        ["error as problem details"] =
            Half + "data: {\"type\":\"about:blank\",\"title\":\"Quota exceeded.\",\"status\":429}\n\n" + Finished,
        ["error line"] = Half + "error: {\"code\":500,\"message\":\"Quota exceeded.\"}\n\n" + Finished,
        ["error line before an event"] = Half + "event: ping\n\nerror: {\"message\":\"Quota exceeded.\"}\n" + Finished,
        ["error JSON without data"] = Half + "{\"error\":{\"message\":\"Quota exceeded.\"}}\n\n" + Finished,
        ["error JSON in lines"] = Half + "{\n  \"error\": {\n    \"message\": \"Quota exceeded.\"\n  }\n}\n\n" + Finished,
        ["error text without data"] = Half + "Quota exceeded.\n\n" + Finished,
        ["error text in the last event"] = Half + Finished.Replace("data: [", "error: Quota exceeded.\ndata: [", StringComparison.Ordinal),
        ["error first"] = "data: {\"error\":{\"message\":\"Quota exceeded.\",\"code\":429}}\n\n" + Finished,
        ["null error"] = "data: {\"error\":null,\"choices\":[]}\n\n" + Half + Finished,
        ["false error"] = "data: {\"error\":false,\"choices\":[]}\n\n" + Half + Finished,
        ["null choices"] =
            Half + "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n" + Finished,
        ["no choices"] = Half + "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n" + Finished,
        ["ping"] = Half + "event: ping\n\n: ping\n\nevent: ping\n\n" + Finished,
        ["refusal"] = Chunk + "[{\"index\":0,\"delta\":{\"refusal\":\"I \"}}]}\n\n"
            + Chunk + "[{\"index\":0,\"delta\":{\"refusal\":\"cannot.\"}}]}\n\n" + Finished,
        ["broken without data"] = "event: error\n\n" + Finished,
        ["broken without message"] = "event: error\ndata:\n\n" + Finished,
        ["broken without JSON"] = "data: <h1>Busy</h1>\n\n" + Finished,
        ["broken null"] = "data: null\n\n" + Finished,
        ["broken choices"] = "data: {\"choices\":5}\n\n" + Finished,
        ["broken JSON"] = "data: {\"choices\":[{\"del\n\n" + Finished,
        ["broken empty"] = "",
    };

    private static readonly Dictionary<string, (int Status, string Type, string Body)> Others = new()
    {
        ["other 204"] = (204, "", ""),
        ["other empty"] = (200, "", ""),
        ["other HTML"] = (200, "text/html", "<h1>Busy</h1>"),
        ["other JSON"] = (200, "application/json", "{\"choices\":[]}"),
        ["other broken JSON"] = (200, "application/json", "{\"cho"),
    };

    private EventServer _provider = null!;

    private static IEnumerable<string[]> Errors => from path in Apis
                                                   from stream in Streams.Keys
                                                   where stream.StartsWith("error", StringComparison.Ordinal) && stream != "error first"
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

    [TestCaseSource(nameof(Apis))]
    public async Task An_error_before_the_first_token_is_a_status(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "error first"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(await ErrorAsync(response), Is.EqualTo("Quota exceeded."));
    }

    [Test]
    public async Task A_whole_answer_passes(
        [ValueSource(nameof(Apis))] string path,
        [Values("whole", "null error", "false error", "null choices", "no choices", "ping")] string stream)
    {
        Assert.That(Text(await ReadAsync(path, stream)), Is.EqualTo("Half"));
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
        foreach (var model in Streams.Keys.Where(name => name.StartsWith("broken", StringComparison.Ordinal)).Concat(Others.Keys))
        {
            using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, model, stream, id: model));

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway), model);
            Assert.That(await ErrorAsync(response), Does.StartWith("The ").Or.EqualTo("<h1>Busy</h1>"), model);
        }
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

    private protected override async Task<string[]> SettingsAsync()
    {
        _provider = await EventServer.StartAsync(AnswerAsync);
        return ["--Model:Endpoint", new Uri(_provider.Uri, "/v1").ToString(), "--Model:Name", "whole"];
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var model = (string)request["model"]!;
        if (Streams.TryGetValue(model, out var stream))
        {
            await EventServer.SendAsync(context.Response, stream);
            return;
        }

        if (Others.TryGetValue(model, out var other))
        {
            (context.Response.StatusCode, context.Response.ContentType) = (other.Status, other.Type.Length > 0 ? other.Type : null);
            await context.Response.WriteAsync(other.Body);
            return;
        }

        var parts = model.Split(' '); // status 429
        context.Response.StatusCode = int.Parse(parts[1], CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = "7";
        await context.Response.WriteAsync(
            parts.Length > 2 ? "<h1>Too much for us.</h1>" : "{\"error\":{\"message\":\"Too much for us.\",\"type\":\"x\"}}");
    }
}
