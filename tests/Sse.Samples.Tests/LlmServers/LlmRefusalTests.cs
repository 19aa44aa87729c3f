using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>Requests that the LLM server sample refuses: with a status, in the form of the API, and before the model is asked.</summary>
public sealed class LlmRefusalTests : LlmServerFixture
{
    /// <summary>Words of C# and of its libraries, which a client cannot know.</summary>
    private const string OfThePlatform = "LlmServer|System|JsonElement|Request\\b|Message\\b|Dictionary|dictionary|Parameter|parameter \""
        + "|constructor|deserial|nullab|convert|isFinalBlock|`|token type|target element";

    private const string Tool = """
        "name":"weather","description":"d","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}
        """;

    private static readonly Dictionary<string, string> Requests = new()
    {
        [Chat] = """
            {"model":"scripted-tools","stream":true,"stream_options":{"include_usage":true},"max_tokens":9,"max_completion_tokens":9,
            "temperature":1,"top_p":1,"frequency_penalty":0,"presence_penalty":0,"seed":1,"stop":["x"],"n":1,"modalities":["text"],
            "response_format":{"type":"json_schema","json_schema":{"name":"s","description":"d","strict":true,"schema":{"type":"object"}}},
            "reasoning_effort":"low","parallel_tool_calls":true,"tool_choice":{"type":"function","function":{"name":"weather"}},
            "logit_bias":{},"tools":[{"type":"function","function":{TOOL}}],"messages":[
            {"role":"system","content":"s"},
            {"role":"assistant","content":"","tool_calls":[
                {"id":"c","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]},
            {"role":"tool","tool_call_id":"c","content":"Sunny."},
            {"role":"user","content":[{"type":"text","text":"Why?"}]}]}
            """,
        [Responses] = """
            {"model":"scripted-tools","stream":true,"background":false,"instructions":"i","max_output_tokens":9,"temperature":1,
            "top_p":1,"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}}},"reasoning":{"effort":"low"},
            "parallel_tool_calls":true,"tool_choice":{"type":"function","name":"weather"},
            "tools":[{"type":"function",TOOL}],"input":[
            {"type":"function_call","call_id":"c","name":"weather","arguments":"{\"city\":\"Paris\"}"},
            {"type":"function_call_output","call_id":"c","output":"Sunny."},
            {"role":"user","content":[{"type":"input_text","text":"Why?"}]}]}
            """,
        [Messages] = """
            {"model":"scripted-tools","stream":true,"system":[{"type":"text","text":"s"}],"max_tokens":9,"temperature":1,
            "top_p":1,"top_k":1,"stop_sequences":["x"],"thinking":{"type":"disabled"},"tool_choice":{"type":"tool","name":"weather"},
            "tools":[{TOOL}],"messages":[
            {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"weather","input":{"city":"Paris"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"Sunny."}]}]},
            {"role":"user","content":"Why?"},
            {"role":"user","content":[{"type":"text","text":"Why?"}]}]}
            """,
        [Ui] = """
            {"model":"scripted-tools","id":"1","trigger":"submit-message","messages":[
            {"id":"a","role":"assistant","parts":[
                {"type":"tool-weather","toolCallId":"c","state":"output-available","input":{"city":"Paris"},"output":{"sky":"clear"}}]},
            {"id":"b","role":"user","parts":[{"type":"text","text":"Why?"}]}]}
            """,
    };

    private static readonly string[] Values =
    [
        "null", "-1", "1e99", "\"\"", "\"x\"", "\"\\ud800\"", "true", "{}", "[null]", "[[]]", "[{}]", "oops", "{\"a\"",
    ];

    [TestCase(Chat, "", "The body: expected an object with 'messages'.")]
    [TestCase(Chat, "null", "The body: expected an object with 'messages'.")]
    [TestCase(Chat, "[]", "The body: expected an object with 'messages'.")]
    [TestCase(Responses, "{}", "'input' must be a string, or an array.")]
    [TestCase(Responses, "{\"input\":\"a\",\"previous_response_id\":\"\"}", "'previous_response_id' must not be empty.")]
    [TestCase(Ui, "{}", "The body: expected an object with 'id' and 'messages'.")]
    [TestCase(Chat, "{\"messages\":{}}", "messages: expected an array.")]
    [TestCase(Chat, "{\"messages\":[{\"role\":\"user\"},5]}", "messages[1]: expected an object with 'role'.")]
    [TestCase(Chat, "{\"messages\":[{\"role\":5}]}", "messages[0].role: expected a string of valid Unicode.")]
    [TestCase(Chat, "{\"messages\":[{}]}", "messages[0]: expected an object with 'role'.")]
    [TestCase(Chat, "{\"messages\":[],\"stream\":1}", "stream: expected true or false.")]
    [TestCase(Chat, "{\"messages\":[],\"max_tokens\":1.5}", "max_tokens: expected a whole number.")]
    [TestCase(Chat, "{\"messages\":[],\"temperature\":\"x\"}", "temperature: expected a number.")]
    [TestCase(Chat, "{\"messages\":\n[,]}", "It is not valid JSON: see line 2, byte 2.")]
    [TestCase(Messages, "{\"messages\":[{\"role\":\"user\"}]}", "messages[0]: expected an object with 'role' and 'content'.")]
    [TestCase(Responses, "{\"input\":[5]}", "An item of 'input' must be an object.")]
    [TestCase(Chat, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}", "'text' must be a string.")]
    [TestCase(Messages, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}", "'text' must be a string.")]
    [TestCase(Responses, "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]}", "'text' must be a string.")]
    [TestCase(Ui, "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"text\"}]}]}", "'text' must be a string.")]
    public async Task A_refusal_says_where_the_JSON_is_wrong_and_what_was_expected(string path, string body, string expected)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Json(body));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Is.EqualTo($"The request is invalid. {expected}"));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task Any_value_at_any_place_of_a_request_is_answered_or_refused_and_never_fails(string path)
    {
        var request = Request(path);
        var places = Places(request).Count();
        var variants = (from place in Enumerable.Range(0, places)
                        from value in Values
                        select Replace(request, place, value)).Concat(Values).Append("").Prepend(request.ToJsonString()).ToList();
        var refused = 0;

        await Parallel.ForEachAsync(variants, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (variant, cancellationToken) =>
        {
            using var response = await Http.PostAsync(new Uri(Uri, path), Json(variant), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Does.Not.Contain("\"The model failed."), variant);
            }
            else
            {
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), variant);
                var error = await ErrorAsync(response);
                Assert.That(error, Is.Not.Empty, variant);
                Assert.That(error, Does.Not.Match(OfThePlatform), variant);
                Interlocked.Increment(ref refused);
            }
        });

        Assert.That(places, Is.GreaterThan(15));
        Assert.That(refused, Is.InRange(places, variants.Count - places), "Either too much or too little is refused.");
    }

    [TestCase(Chat)]
    [TestCase(Responses)]
    [TestCase(Messages)]
    public async Task Null_is_the_same_as_nothing_for_a_property_that_may_be_left_out(string path)
    {
        var request = Request(path);
        foreach (var name in request.AsObject().Select(property => property.Key).Except(["messages", "input"]).ToList())
        {
            request[name] = null;
        }

        using var response = await Http.PostAsync(new Uri(Uri, path), Json(request.ToJsonString()));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(text, Does.Contain("The tool says: Sunny."));
    }

    [TestCase(Chat, "n", "2", "n")]
    [TestCase(Chat, "n", "0", "n")]
    [TestCase(Chat, "modalities", "[\"text\",\"audio\"]", "modalities")]
    [TestCase(Chat, "logit_bias", "{\"50256\":-100}", "logit_bias")]
    [TestCase(Chat, "logprobs", "true", "logprobs")]
    [TestCase(Chat, "reasoning_effort", "\"utmost\"", "reasoning_effort")]
    [TestCase(Chat, "response_format", "{\"type\":\"grammar\"}", "response_format")]
    [TestCase(Chat, "response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}", "response_format")]
    [TestCase(Chat, "tool_choice", "{\"type\":\"function\",\"function\":{\"name\":\"other\"}}", "tool_choice")]
    [TestCase(Responses, "tool_choice", "{\"type\":\"function\",\"name\":\"other\"}", "tool_choice")]
    [TestCase(Responses, "tools", "[{\"type\":\"web_search\"}]", "tools")]
    [TestCase(Messages, "tools", "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", null)]
    [TestCase(Responses, "prompt", "{\"id\":\"pmpt_1\"}", "prompt")]
    [TestCase(Responses, "reasoning", "{\"effort\":\"utmost\"}", "reasoning")]
    [TestCase(Responses, "top_logprobs", "1", "top_logprobs")]
    [TestCase(Chat, "top_logprobs", "1", "top_logprobs")]
    [TestCase(Chat, "web_search_options", "{}", "web_search_options")]
    [TestCase(Responses, "text", "{\"format\":{\"type\":\"grammar\"}}", "text")]
    [TestCase(Responses, "text", "{\"verbosity\":\"low\"}", "verbosity")]
    [TestCase(Messages, "tool_choice", "{\"type\":\"tool\",\"name\":\"other\"}", null)]
    [TestCase(Messages, "thinking", "{\"type\":\"enabled\",\"budget_tokens\":1024}", null)]
    [TestCase(Messages, "output_format", "{\"type\":\"json_schema\",\"schema\":{}}", null)]
    [TestCase(Chat, "messages", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://x/y.png"}}]}]""", "messages")]
    [TestCase(Chat, "tool_choice", "\"sometimes\"", "tool_choice")]
    [TestCase(Responses, "previous_response_id", "\"resp_1\"", "previous_response_id")]
    [TestCase(Responses, "conversation", "\"conv_1\"", "conversation")]
    [TestCase(Responses, "conversation", """{"id":"conv_1"}""", "conversation")]
    [TestCase(Responses, "input", """[{"role":"user","content":[{"type":"input_image","image_url":"http://x/y.png"}]}]""", "input")]
    [TestCase(Responses, "input", """[{"type":"item_reference","id":"item_1"}]""", "input")]
    [TestCase(Responses, "input", """[{"type":"web_search_call","id":"ws_1"}]""", "input")]
    [TestCase(Messages, "messages", """[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"http://x"}}]}]""", null)]
    [TestCase(Ui, "messages", """[{"id":"a","role":"user","parts":[{"type":"file","mediaType":"image/png","url":"http://x/y"}]}]""", null)]
    public async Task What_would_change_the_answer_and_cannot_be_honoured_is_refused(
        string path, string name, string value, string? parameter)
    {
        var request = Request(path);
        request[name] = JsonNode.Parse(value);

        using var response = await Http.PostAsync(new Uri(Uri, path), Json(request.ToJsonString()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.StartWith("The request is invalid. ").And.Not.Contains("role"));
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"];
        Assert.That(parameter is null ? null : (string?)error!["param"], Is.EqualTo(parameter));
    }

    [TestCase(Chat, "temperature", "temperature")]
    [TestCase(Chat, "top_p", "top_p")]
    [TestCase(Chat, "frequency_penalty", "frequency_penalty")]
    [TestCase(Chat, "presence_penalty", "presence_penalty")]
    [TestCase(Responses, "temperature", "temperature")]
    [TestCase(Responses, "top_p", "top_p")]
    [TestCase(Messages, "temperature", null)]
    [TestCase(Messages, "top_p", null)]
    public async Task Strings_and_infinite_numbers_are_refused_for_a_number(string path, string name, string? parameter)
    {
        foreach (var value in new[] { "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"0.5\"", "1e400", "-1e400", "1e39" })
        {
            await RefusesAsync(path, name, value, parameter);
        }
    }

    [TestCase(Chat, "temperature", "\"x\"", "temperature")]
    [TestCase(Chat, "max_completion_tokens", "\"7\"", "max_completion_tokens")]
    [TestCase(Chat, "max_completion_tokens", "0", "max_completion_tokens")]
    [TestCase(Chat, "seed", "\"7\"", "seed")]
    [TestCase(Chat, "n", "\"1\"", "n")]
    [TestCase(Chat, "stream", "\"true\"", "stream")]
    [TestCase(Chat, "stop", "5", "stop")]
    [TestCase(Chat, "stop", "[\"\\ud800\"]", "stop")]
    [TestCase(Chat, "modalities", "[null]", "modalities")]
    [TestCase(Chat, "tools", "[null]", "tools")]
    [TestCase(Chat, "tools", "[{\"function\":{\"name\":\"\"}}]", "tools")]
    [TestCase(Chat, "tools", "[{\"function\":{\"name\":\"a\",\"parameters\":5}}]", "tools")]
    [TestCase(Chat, "tools", "[{\"function\":{\"name\":\"a\",\"parameters\":{\"a\":\"\\ud800\"}}}]", "tools")]
    [TestCase(Chat, "tool_choice", "5", "tool_choice")]
    [TestCase(Chat, "tool_choice", "{}", "tool_choice")]
    [TestCase(Chat, "response_format", "{}", "response_format")]
    [TestCase(Chat, "response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}", "response_format")]
    [TestCase(Chat, "messages", "[{\"role\":5}]", "messages[0].role")]
    [TestCase(Chat, "messages", "[{\"role\":\"x\"}]", "messages")]
    [TestCase(Chat, "messages", "[{\"role\":\"tool\",\"content\":\"x\"}]", "messages")]
    [TestCase(Chat, "tools", "[{\"function\":{\"name\":\"a\",\"strict\":\"x\"}}]", "tools[0].function.strict")]
    [TestCase(Responses, "text", "{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":{},\"strict\":5}}", "text")]
    [TestCase(Chat, "messages", "[{\"role\":\"user\",\"content\":\"\\ud800\"}]", "messages")]
    [TestCase(Responses, "top_p", "\"x\"", "top_p")]
    [TestCase(Responses, "max_output_tokens", "0", "max_output_tokens")]
    [TestCase(Responses, "input", "5", "input")]
    [TestCase(Responses, "input", "[5]", "input")]
    [TestCase(Responses, "text", "{\"format\":{}}", "text")]
    [TestCase(Messages, "stop_sequences", "\"x\"", null)]
    [TestCase(Messages, "tool_choice", "{\"type\":\"auto\",\"disable_parallel_tool_use\":1}", null)]
    public Task A_value_of_the_wrong_type_is_refused_with_the_name_of_its_parameter(
        string path, string name, string value, string? parameter) => RefusesAsync(path, name, value, parameter);

    [TestCase(Chat, "top_logprobs", "0")]
    [TestCase(Chat, "logprobs", "false")]
    [TestCase(Chat, "verbosity", "\"medium\"")]
    [TestCase(Chat, "function_call", "\"auto\"")]
    [TestCase(Chat, "reasoning_effort", "\"minimal\"")]
    [TestCase(Responses, "top_logprobs", "0")]
    [TestCase(Responses, "text", "{\"verbosity\":\"medium\"}")]
    [TestCase(Responses, "reasoning", "{\"effort\":\"minimal\"}")]
    public async Task A_default_may_be_spelled_out(string path, string name, string value)
    {
        var request = Request(path);
        request[name] = JsonNode.Parse(value);

        using var response = await Http.PostAsync(new Uri(Uri, path), Json(request.ToJsonString()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [TestCaseSource(nameof(Apis))]
    public async Task Errors_are_readable(string path)
    {
        using var refused = await Http.PostAsync(new Uri(Uri, path), Json("{\"messages\":\"a\",\"input\":[{\"type\":\"<é>\"}]}"));
        using var unknown = await Http.PostAsync(new Uri(Uri, $"{path}/'<é>'"), Json("{}"));
        using var model = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted-'<é>'"));

        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Not.Contain("\\u"));
        Assert.That(await unknown.Content.ReadAsStringAsync(), Does.Not.Contain("\\u"));
        Assert.That(await model.Content.ReadAsStringAsync(), Does.Contain("'scripted-'<é>''"));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task Answers_are_readable(string path)
    {
        using var response = await Http.PostAsync(new Uri(Uri, path), Question(path, "scripted", isBackground: true));

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("voilà"));
    }

    [TestCase(Chat, "max_tokens")]
    [TestCase(Chat, "max_completion_tokens")]
    [TestCase(Responses, "max_output_tokens")]
    [TestCase(Messages, "max_tokens")]
    public async Task A_limit_of_less_than_one_token_is_refused(string path, string name)
    {
        foreach (var limit in new[] { 0, -1 })
        {
            var request = Request(path);
            request[name] = limit;

            using var response = await Http.PostAsync(new Uri(Uri, path), Json(request.ToJsonString()));

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await ErrorAsync(response), Does.Contain(name));
        }
    }

    [TestCaseSource(nameof(Apis))]
    public async Task A_request_that_is_too_long_is_refused_as_such(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Uri.Host, Uri.Port);
        var connection = client.GetStream();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {Uri.Authority}\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\n\r\n"));

        using var answers = new StreamReader(connection);
        var answer = await answers.ReadToEndAsync().WaitAsync(TestDeadline.Value);

        Assert.That(answer, Does.StartWith("HTTP/1.1 413 ").And.Contain("too large").And.Contain("30000000 bytes"));
        Assert.That(answer.Contains("request_too_large", StringComparison.Ordinal), Is.EqualTo(path == Messages));
    }

    [TestCaseSource(nameof(Apis))]
    public async Task What_is_no_JSON_or_no_POST_is_refused_in_the_form_of_the_api(string path)
    {
        using var text = await Http.PostAsync(new Uri(Uri, path), new StringContent("Why?"));
        using var form = await Http.PostAsync(new Uri(Uri, path), new FormUrlEncodedContent([]));
        using var get = await Http.GetAsync(new Uri(Uri, path));
        using var unknown = Question(path, "scripted");
        unknown.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=bogus");
        using var charset = await Http.PostAsync(new Uri(Uri, path), unknown);

        Assert.That(charset.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await ErrorAsync(charset), Does.Contain("UTF-8"));
        Assert.That(text.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await ErrorAsync(text), Does.Contain("application/json"));
        Assert.That(form.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await ErrorAsync(form), Does.Contain("application/json"));
        Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(await ErrorAsync(get), Is.Not.Empty);
    }

    [Test]
    public async Task An_unknown_path_is_refused_in_the_form_of_its_api()
    {
        foreach (var path in new[] { "/v1/other", "/other", "/v1/messages/other", "/api/chat/a/b/c" })
        {
            using var response = await Http.GetAsync(new Uri(Uri, path));

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await ErrorAsync(response), Does.Contain(path));
        }
    }

    [TestCase("")]
    [TestCase("5000 characters")]
    public async Task A_chat_without_a_sensible_ID_is_refused_before_the_model_is_asked(string id)
    {
        var before = Asked("scripted-slow");
        id = id.StartsWith("5000", StringComparison.Ordinal) ? new string('ü', 5000) : id;

        using var response = await Http.PostAsync(new Uri(Uri, Ui), Question(Ui, "scripted-slow", id: id));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.Contain("ID of the chat"));
        Assert.That(Asked("scripted-slow"), Is.EqualTo(before));
    }

    [TestCase(Ui)]
    [TestCase(Responses)]
    public async Task An_answer_that_would_outlive_a_refused_request_is_not_begun(string path)
    {
        var before = Asked("scripted-slow");

        using var response = await Http.PostAsync(
            new Uri(Uri, $"{path}?lastEventId=%0A"), Question(path, "scripted-slow", isBackground: true));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Is.Not.Empty);
        Assert.That(Asked("scripted-slow"), Is.EqualTo(before));
    }

    private async Task RefusesAsync(string path, string name, string value, string? parameter)
    {
        var request = Request(path);
        request[name] = "VALUE";

        using var response = await Http.PostAsync(
            new Uri(Uri, path), Json(request.ToJsonString().Replace("\"VALUE\"", value, StringComparison.Ordinal)));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), value);
        Assert.That(await ErrorAsync(response), Does.StartWith("The request is invalid. "));
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"];
        Assert.That((string?)error!["param"], Is.EqualTo(parameter), value);
    }

    private static JsonNode Request(string path) => JsonNode.Parse(
        Requests[path].Replace("TOOL", path == Messages ? Tool.Replace("parameters", "input_schema") : Tool))!;

    private static IEnumerable<JsonNode> Places(JsonNode parent) =>
        (parent as JsonObject)?.Select(property => property.Value!).SelectMany(AndBelow)
        ?? (parent as JsonArray)?.SelectMany(item => AndBelow(item!))
        ?? [];

    private static IEnumerable<JsonNode> AndBelow(JsonNode node) => Places(node).Prepend(node);

    private static string Replace(JsonNode request, int place, string value)
    {
        var variant = request.DeepClone();
        Places(variant).ElementAt(place).ReplaceWith("PLACE");
        return variant.ToJsonString().Replace("\"PLACE\"", value, StringComparison.Ordinal);
    }

    private int Asked(string model) => Regex.Count(Server.Output, $"{model} was asked\\.");
}
