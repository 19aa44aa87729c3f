using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sse.Tests.Shared;

namespace Sse.Samples.Tests;

/// <summary>A provider behind the LLM server sample: the name of the model selects its answer.</summary>
internal static class ProviderAnswers
{
    private const string Chunk = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"real-2\",\"choices\":";

    private const string Half = Chunk + "[{\"index\":0,\"delta\":{\"content\":\"Half\"}}]}\n\n";

    private const string Finished = Chunk + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private const string Role = Chunk + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";

    public static IReadOnlyDictionary<string, string> Streams { get; } = new Dictionary<string, string>
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
        ["error as a number"] = Half + "data: {\"error\":429,\"message\":\"Quota exceeded.\",\"choices\":[]}\n\n" + Finished,
        ["errors"] = Half + "data: {\"errors\":[{\"message\":\"Quota exceeded.\"}],\"choices\":[]}\n\n" + Finished,
        ["error line"] = Half + "error: {\"code\":500,\"message\":\"Quota exceeded.\"}\n\n" + Finished,
        ["error line before an event"] = Half + "event: ping\n\nerror: {\"message\":\"Quota exceeded.\"}\n" + Finished,
        ["error JSON without data"] = Half + "{\"error\":{\"message\":\"Quota exceeded.\"}}\n\n" + Finished,
        ["error JSON in lines"] = Half + "{\n  \"error\": {\n    \"message\": \"Quota exceeded.\"\n  }\n}\n\n" + Finished,
        ["error text without data"] = Half + "Quota exceeded.\n\n" + Finished,
        ["error text in the last event"] = Half + Finished.Replace("data: [", "error: Quota exceeded.\ndata: [", StringComparison.Ordinal),
        ["error first"] = "data: {\"error\":{\"message\":\"Quota exceeded.\",\"code\":429}}\n\n" + Finished,
        ["error first, its code a text"] = "data: {\"error\":{\"message\":\"Quota exceeded.\",\"code\":\"429\"}}\n\n" + Finished,
        ["error first, as problem details"] =
            "data: {\"type\":\"about:blank\",\"title\":\"Quota exceeded.\",\"status\":429}\n\n" + Finished,
        ["error first, after the role"] = Role + "data: {\"error\":{\"message\":\"Quota exceeded.\",\"code\":429}}\n\n" + Finished,
        ["interrupted by insufficient_system_resource"] = Half + FinishedBy("insufficient_system_resource"),
        ["interrupted by abort"] = Half + FinishedBy("abort"),
        ["finished by eos_token"] = Half + FinishedBy("eos_token"),
        ["thoughts"] = Role + Thought("\"reasoning\":\"Well,\",\"reasoning_content\":null") + Half + Finished,
        ["thoughts twice"] = Role + Thought("\"reasoning\":\"Well,\",\"reasoning_content\":\"Well,\"") + Half + Finished,
        ["thoughts alone"] = Role + Thought("\"reasoning_content\":\"Well,\"") + Finished,
        ["zero error"] = "data: {\"error\":0,\"errors\":[],\"choices\":[]}\n\n" + Half + Finished,
        ["heartbeats"] =
            Half + "event: ping\ndata:\n\nevent: ping\ndata: {}\n\nevent: keepalive\ndata: {\"type\":\"keepalive\"}\n\n" + Finished,
        ["null error"] = "data: {\"error\":null,\"choices\":[]}\n\n" + Half + Finished,
        ["false error"] = "data: {\"error\":false,\"choices\":[]}\n\n" + Half + Finished,
        ["null choices"] =
            Half + "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n" + Finished,
        ["no choices"] = Half + "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n" + Finished,
        ["empty error"] = Half + "data: {\"error\":[],\"choices\":[]}\n\n" + Finished,
        ["empty reasons"] = Half.Replace("\"}}", "\"},\"finish_reason\":\"\"}", StringComparison.Ordinal) + Finished,
        ["call"] = Role + Called("{\\\"a\\\":1}") + Finished,
        ["call without arguments"] = Role + Called("") + Finished,
        ["call without arguments up to the limit"] = Role + Called("") + FinishedBy("length"),
        ["content of another type"] = Half.Replace("\"Half\"", "5", StringComparison.Ordinal) + Finished,
        ["call with half of its arguments"] = Called("{\\\"a") + Finished,
        ["call with no object"] = Called("[1]") + Finished,
        ["call up to the limit"] = Called("{\\\"a") + FinishedBy("length"),
        ["ping"] = Half + "event: ping\n\n: ping\n\nevent: ping\n\n" + Finished,
        ["refusal"] = Chunk + "[{\"index\":0,\"delta\":{\"refusal\":\"I \"}}]}\n\n"
            + Chunk + "[{\"index\":0,\"delta\":{\"refusal\":\"cannot.\"}}]}\n\n" + Finished,
        ["gap"] = Half + "event: sse-gap\ndata: {\"reason\":\"overflow\",\"count\":3}\n\n" + Finished,
        ["gap of another form"] = Half + "event: sse-gap\ndata: 3\n\n" + Finished,
        ["gap as a chunk"] = Half + "event: sse-gap\n" + Half + Finished,
        ["gap in place of the end"] = Half + Finished.Replace("data: [", "event: sse-gap\ndata: [", StringComparison.Ordinal),
        ["gap without data"] = Half + "event: sse-gap\n\n" + Finished,
        ["typed chunks"] = (Half + Finished).Replace("data:", "event: completion.chunk\ndata:", StringComparison.Ordinal),
        ["typed end"] = Half + Finished.Replace("data: [", "event: done\ndata: [", StringComparison.Ordinal),
        ["broken without data"] = "event: error\n\n" + Finished,
        ["broken without message"] = "event: error\ndata:\n\n" + Finished,
        ["broken without JSON"] = "data: <h1>Busy</h1>\n\n" + Finished,
        ["broken null"] = "data: null\n\n" + Finished,
        ["broken choices"] = "data: {\"choices\":5}\n\n" + Finished,
        ["broken JSON"] = "data: {\"choices\":[{\"del\n\n" + Finished,
        ["broken empty"] = "",
    };

    public static IReadOnlyDictionary<string, (int Status, string Type, string Body)> Others { get; } =
        new Dictionary<string, (int Status, string Type, string Body)>
        {
            ["other 204"] = (204, "", ""),
            ["other empty"] = (200, "", ""),
            ["other HTML"] = (200, "text/html", "<h1>Busy</h1>"),
            ["other JSON"] = (200, "application/json", "{\"choices\":[]}"),
            ["other broken JSON"] = (200, "application/json", "{\"cho"),
            ["error first, not as a stream"] =
                (200, "application/problem+json", "{\"type\":\"about:blank\",\"title\":\"Quota exceeded.\",\"status\":429}"),
            ["upper case"] = (200, "Text/Event-Stream; charset=UTF-8", Half + Finished),
        };

    public static async Task AnswerAsync(HttpContext context)
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

        if (model == "echo")
        {
            var text = JsonSerializer.Serialize(request.ToJsonString());
            await EventServer.SendAsync(context.Response, Half.Replace("\"Half\"", text, StringComparison.Ordinal) + Finished);
            return;
        }

        var parts = model.Split(' '); // status 429
        context.Response.StatusCode = int.Parse(parts[1], CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = "7";
        await context.Response.WriteAsync(parts.Length > 2
            ? "<h1>Too much for us.</h1>"
            : "{\"error\":{\"message\":\"Too much for us.\",\"type\":\"x\",\"code\":\"too_much\"}}");
    }

    private static string FinishedBy(string reason) => Finished.Replace("stop", reason, StringComparison.Ordinal);

    private static string Thought(string delta) => Chunk + $"[{{\"index\":0,\"delta\":{{{delta}}}}}]}}\n\n";

    private static string Called(string arguments) => Chunk
        + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":"
        + $"{{\"name\":\"look_up\",\"arguments\":\"{arguments}\"}}}}]}}}}]}}\n\n";
}
