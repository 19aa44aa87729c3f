using System.Net;
using System.Text.Json.Nodes;

namespace Sse.Samples.Tests;

/// <summary>Turns after the first one, with the LLM server sample: what SDKs pass back, and which tools may be called.</summary>
public sealed class LlmConversationTests : LlmServerFixture
{
    [TestCase("scripted", true)]
    [TestCase("scripted", false)]
    [TestCase("scripted-tools", true)]
    [TestCase("scripted-tools", false)]
    [TestCase("scripted-reasons", true)]
    [TestCase("scripted-reasons", false)]
    [TestCase("scripted-refuses", true)]
    public async Task The_items_of_a_response_can_be_passed_back_as_they_are_or_by_their_IDs(string model, bool areReferences)
    {
        var first = await AskAsync(Body(model, new JsonObject { ["role"] = "user", ["content"] = "Why?" }));
        var items = first["output"]!.AsArray().Select(item => item!.DeepClone()).ToList();
        var result = items.Where(item => (string?)item["type"] == "function_call").Select(call => (JsonNode)new JsonObject
        {
            ["type"] = "function_call_output",
            ["call_id"] = (string?)call["call_id"],
            ["output"] = "Sunny.",
        });
        var passed = items.Select(item => areReferences
            ? new JsonObject { ["type"] = "item_reference", ["id"] = (string?)item["id"] }
            : item);

        var second = await AskAsync(Body(
            "scripted", [.. passed, .. result.DefaultIfEmpty(new JsonObject { ["role"] = "user", ["content"] = "More?" })]));

        var text = (string?)second["output"]![0]!["content"]![0]!["text"];
        Assert.That(items, Is.Not.Empty);
        Assert.That(text, model == "scripted-tools" ? Is.EqualTo("The tool says: Sunny.") : Does.Contain("Yours was \"More?\""));
        var asked = (int)second["usage"]!["input_tokens"]!; // words of each message
        Assert.That(asked, Is.EqualTo(model switch
        {
            "scripted" => Answer.Split(' ').Length + 1,
            "scripted-tools" => 3 + 1 + 1, // the text, the call and the result
            "scripted-reasons" => Answer.Split(' ').Length + 1,
            _ => 5 + 1,
        }));
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public async Task A_response_continues_the_conversation_of_the_previous_one(bool stream, bool background)
    {
        var asked = Body("scripted-tools", new JsonObject { ["role"] = "user", ["content"] = "Why?" });
        (asked["stream"], asked["background"]) = (stream, background);
        var first = stream
            ? JsonNode.Parse((await ReadAsync(Responses, Json(asked.ToJsonString())))[^1].Data)!["response"]!
            : await AskAsync(asked);
        var result = new JsonObject
        {
            ["type"] = "function_call_output",
            ["call_id"] = (string?)first["output"]![1]!["call_id"],
            ["output"] = "Sunny.",
        };

        var second = await AskAsync(After(first, new JsonArray(result)));
        var third = await AskAsync(After(second, "More?"));

        Assert.That((string?)second["output"]![0]!["content"]![0]!["text"], Is.EqualTo("The tool says: Sunny."));
        Assert.That((string?)third["previous_response_id"], Is.EqualTo((string?)second["id"]));
        var words = 1 + 3 + 1 + 1 + 4 + 1; // of the question, the text, the call, its result, the answer and the next question
        Assert.That((int)third["usage"]!["input_tokens"]!, Is.EqualTo(words));

        static JsonObject After(JsonNode response, JsonNode input) => new()
        {
            ["model"] = "scripted-tools",
            ["previous_response_id"] = (string?)response["id"],
            ["input"] = input,
        };
    }

    [Test]
    public async Task The_newest_response_can_be_continued_however_much_was_stored_before()
    {
        var text = new string('x', 9_000_000);
        for (var i = 0; i < 10; i++)
        {
            var newest = await AskAsync(Body("scripted", new JsonObject { ["role"] = "user", ["content"] = text }));
            var next = Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "Why?" });
            next["previous_response_id"] = (string?)newest["id"];
            await AskAsync(next);
        }
    }

    [Test]
    public async Task A_conversation_continues_without_further_input()
    {
        var first = await AskAsync(Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "Why?" }));

        var second = await AskAsync(new() { ["model"] = "scripted", ["previous_response_id"] = (string?)first["id"] });

        Assert.That((int)second["usage"]!["input_tokens"]!, Is.EqualTo(1 + Answer.Split(' ').Length));
    }

    [Test]
    public async Task An_item_is_no_response_nor_a_response_an_item()
    {
        var response = await AskAsync(Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "Why?" }));
        var (id, item) = ((string?)response["id"], (string?)response["output"]![0]!["id"]);
        var after = Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "More?" });
        after["previous_response_id"] = item;

        using var afterItem = await Http.PostAsync(new Uri(Uri, Responses), Json(after.ToJsonString()));
        using var reference = await Http.PostAsync(
            new Uri(Uri, Responses), Json(Body("scripted", new JsonObject { ["type"] = "item_reference", ["id"] = id }).ToJsonString()));

        Assert.That(await ErrorAsync(afterItem), Does.Contain($"There is no whole response '{item}'"));
        Assert.That(await ErrorAsync(reference), Does.Contain($"There is no item '{id}'"));
    }

    [Test]
    public async Task A_response_that_is_not_to_be_stored_cannot_be_continued()
    {
        var body = Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "Why?" });
        body["store"] = false;
        body["previous_response_id"] = (string?)(await AskAsync(body))["id"];

        using var response = await Http.PostAsync(new Uri(Uri, Responses), Json(body.ToJsonString()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.Contain("There is no whole response 'resp_").And.Contain("'store' set to false"));
    }

    [Test]
    public async Task Items_that_are_not_to_be_stored_cannot_be_referred_to()
    {
        var body = Body("scripted", new JsonObject { ["role"] = "user", ["content"] = "Why?" });
        body["store"] = false;
        var item = (string?)(await AskAsync(body))["output"]![0]!["id"];

        using var response = await Http.PostAsync(
            new Uri(Uri, Responses), Json(Body("scripted", new JsonObject { ["type"] = "item_reference", ["id"] = item }).ToJsonString()));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await ErrorAsync(response), Does.Contain($"There is no item '{item}'").And.Contain("'store' set to false"));
    }

    [TestCase(Chat, "\"none\"", null)]
    [TestCase(Chat, "\"auto\"", "one")]
    [TestCase(Chat, """{"type":"function","function":{"name":"two"}}""", "two")]
    [TestCase(Responses, "\"none\"", null)]
    [TestCase(Responses, "\"required\"", "one")]
    [TestCase(Responses, """{"type":"function","name":"two"}""", "two")]
    [TestCase(Messages, """{"type":"none"}""", null)]
    [TestCase(Messages, """{"type":"any"}""", "one")]
    [TestCase(Messages, """{"type":"tool","name":"two"}""", "two")]
    public async Task The_choice_of_a_tool_is_honoured(string path, string choice, string? called)
    {
        var names = new[] { "one", "two" };
        var body = new JsonObject
        {
            ["model"] = "scripted-tools",
            [path == Responses ? "input" : "messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Why?" }),
            ["tools"] = new JsonArray([.. names.Select(name => path == Chat
                ? new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } }
                : new JsonObject { ["type"] = path == Messages ? "custom" : "function", ["name"] = name })]),
            ["tool_choice"] = JsonNode.Parse(choice),
        };

        using var response = await Http.PostAsync(new Uri(Uri, path), Json(body.ToJsonString()));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That(names.SingleOrDefault(name => text.Contains($"\"name\":\"{name}\"", StringComparison.Ordinal)), Is.EqualTo(called));
    }

    private static JsonObject Body(string model, params IEnumerable<JsonNode> input) =>
        new() { ["model"] = model, ["input"] = new JsonArray([.. input]) };

    private async Task<JsonNode> AskAsync(JsonObject body)
    {
        using var response = await Http.PostAsync(new Uri(Uri, Responses), Json(body.ToJsonString()));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!;
    }
}
