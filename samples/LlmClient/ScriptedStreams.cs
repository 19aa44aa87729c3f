using System.Text.Json;

namespace LlmClient;

/// <summary>The streams that the sample's server sends, in the formats of the two APIs, event by event.</summary>
internal static class ScriptedStreams
{
    /// <summary>How many events the <see cref="LlmServer.Cut"/> model sends before it breaks the stream.</summary>
    public const int CutAfter = 12;

    public const string ErrorBody = """
        {
          "error": {
            "message": "You have sent 60 requests in this minute, and 60 is your limit.",
            "type": "rate_limit_exceeded",
            "code": "requests_per_minute"
          }
        }
        """;

    private static readonly string[] Tokens =
    [
        "An", " event", " stream", " is", " a", " response", " that", " does", " not", " end", ":", " each", " line", " of",
        " text", " is", " sent", " when", " there", " is", " something",
        " to", " say", ".", "\n", "Yours", " was", " \"", "{0}", "\"", "…", " voilà", " 🎉",
    ];

    public static IEnumerable<string> Chat(ChatRequest request)
    {
        yield return ": accepted\n\n";
        yield return Chunk("""{"role":"assistant","content":""}""");
        foreach (var token in TokensOf(request))
        {
            yield return Chunk($$$"""{"content":{{{Quote(token)}}}}""");
        }

        yield return Chunk("{}", "\"stop\"");
        yield return """
            data: {"id":"answer-1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":33}}


            """;
        yield return "data: [DONE]\n\n";

        string Chunk(string delta, string finish = "null")
        {
            var choice = $$"""{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}""";
            return $$"""
                data: {"id":"answer-1","object":"chat.completion.chunk","model":{{Quote(request.Model)}},"choices":[{{choice}}]}


                """;
        }
    }

    public static IEnumerable<string> Messages(ChatRequest request)
    {
        var message = $$$"""{"id":"answer-1","role":"assistant","model":{{{Quote(request.Model)}}},"content":[]}""";
        yield return Named("message_start", $$$"""{"type":"message_start","message":{{{message}}}}""");
        yield return Named("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        yield return Named("ping", """{"type":"ping"}""");
        foreach (var token in TokensOf(request))
        {
            yield return Named(
                "content_block_delta",
                $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{Quote(token)}}}}}""");
        }

        yield return Named("content_block_stop", """{"type":"content_block_stop","index":0}""");
        yield return Named("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":33}}""");
        yield return Named("message_stop", """{"type":"message_stop"}""");

        static string Named(string type, string data) => $"event: {type}\ndata: {data}\n\n";
    }

    private static IEnumerable<string> TokensOf(ChatRequest request) =>
        Tokens.Select(token => token == "{0}" ? request.Messages[^1].Content : token);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
