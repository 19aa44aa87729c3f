namespace Sse.Tests.Shared;

/// <content>Other APIs than chat completions.</content>
internal static partial class LlmStreams
{
    /// <summary>OpenAI's responses, also of Azure OpenAI.</summary>
    public static IEnumerable<LlmStream> Responses
    {
        get
        {
            var begin = Typed("""{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress"}}""");
            var hello = Typed("""{"type":"response.output_text.delta","sequence_number":4,"item_id":"m","delta":"Hel"}""")
                + Typed("""{"type":"response.output_text.delta","sequence_number":5,"item_id":"m","delta":"lo"}""");
            var thoughts = Typed("""{"type":"response.reasoning_summary_text.delta","sequence_number":1,"delta":"Well,"}""");
            var end = Typed("""{"type":"response.completed","sequence_number":9,"response":{"id":"resp_1","status":"completed"}}""");
            return
            [
                new("an answer with thoughts", "responses", begin + thoughts + hello + end, "Hello"),
                new("thoughts alone", "responses", begin + thoughts + end, ""),
                new(
                    "a call of a tool",
                    "responses",
                    begin + Typed("""{"type":"response.function_call_arguments.delta","delta":"{\"city\":\"Paris\"}"}""")
                        + Typed("""
                            {"type":"response.output_item.done","item":{"type":"function_call","call_id":"c","name":"weather",
                            data: "arguments":"{\"city\":\"Paris\"}"}}
                            """) + end,
                    ""),
                new(
                    "a failure in mid-answer",
                    "responses",
                    begin + hello + Typed("""
                        {"type":"response.failed","response":{"error":{"code":"server_error","message":"The model failed."}}}
                        """),
                    "Hello",
                    "The model failed.",
                    IsWhole: false),
                new(
                    "an error at the start",
                    "responses",
                    Typed("""{"type":"error","code":"rate_limit_exceeded","message":"Slow down.","param":null,"sequence_number":0}"""),
                    "",
                    "Slow down.",
                    IsWhole: false),
                new(
                    "an answer up to the token limit",
                    "responses",
                    begin + hello + Typed("""
                        {"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}
                        """),
                    "Hello"),
                new(
                    "an error that has no code",
                    "responses",
                    begin + hello + "event: error\ndata: boom\n\n",
                    "Hello",
                    "boom",
                    IsWhole: false),
                new("an error of a proxy", "responses", begin + hello + Error, "Hello", "boom", IsWhole: false),
                new(
                    "an event named error without data",
                    "responses",
                    begin + hello + ErrorWithoutData + end,
                    "Hello",
                    "event: error",
                    IsWhole: false),
                new(
                    "an error of another name",
                    "responses",
                    begin + hello + "event: keepalive\ndata: {\"type\":\"error\",\"message\":\"boom\"}\n\n" + end,
                    "Hello",
                    "boom",
                    IsWhole: false),
                new(
                    "response.completed, though it has failed",
                    "responses",
                    begin + hello + Typed("""
                        {"type":"response.completed","response":{"status":"failed","error":{"code":"server_error","message":"boom"}}}
                        """),
                    "Hello",
                    "boom",
                    IsWhole: false),
                new(
                    "response.completed, though it was cancelled",
                    "responses",
                    begin + hello + Typed("""{"type":"response.completed","response":{"status":"cancelled","error":null}}"""),
                    "Hello",
                    "cancelled",
                    IsWhole: false),
                new(
                    "an error of a proxy, with a type",
                    "responses",
                    begin + hello + "event: response.error\ndata: {\"type\":\"response.error\",\"error\":{\"message\":\"boom\"}}\n\n" + end,
                    "Hello",
                    "boom",
                    IsWhole: false),
                new("heartbeats", "responses", Heartbeats + begin + hello + Heartbeats + end, "Hello"),
                new("a gap", "responses", begin + hello + Gap + end, "Hello", "gap", IsWhole: false),
                new("a gap of another form", "responses", begin + hello + GapOfAnotherForm + end, "Hello", "gap", IsWhole: false),
                new("problem details", "responses", begin + hello + Problem + end, "Hello", "Bad Gateway", IsWhole: false),
                new("no event lines", "responses", DataAlone(begin + hello + end), "Hello"),
                new("no event lines, cut", "responses", DataAlone(begin + hello), "Hello", IsWhole: false),
                new(
                    "no event lines, failed",
                    "responses",
                    DataAlone(begin + hello) + Data("""{"type":"response.failed","response":{"error":{"message":"boom"}}}""") + end,
                    "Hello",
                    "boom",
                    IsWhole: false),
                new("text after response.completed, which is not read", "responses", begin + hello + end + hello, "Hello"),
                new("cut before response.completed", "responses", begin + hello, "Hello", IsWhole: false),
            ];
        }
    }

    /// <summary>Anthropic's messages.</summary>
    public static IEnumerable<LlmStream> Messages
    {
        get
        {
            var begin = Typed("""{"type":"message_start","message":{"id":"msg_1","content":[],"stop_reason":null}}""")
                + Typed("""{"type":"ping"}""");
            var hello = Typed("""{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hel"}}""")
                + Typed("""{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"lo"}}""");
            var thoughts = Typed("""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Well,"}}""");
            var end = Typed("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}""")
                + Typed("""{"type":"message_stop"}""");
            var reason = end[..end.IndexOf("event: message_stop", StringComparison.Ordinal)];
            var call = """{"type":"content_block_start","content_block":{"type":"tool_use","id":"t","name":"weather","input":{}}}""";
            return
            [
                new("an answer with thoughts", "messages", begin + thoughts + hello + end, "Hello"),
                new("thoughts alone", "messages", begin + thoughts + end, ""),
                new(
                    "a call of a tool",
                    "messages",
                    begin + Typed(call)
                        + Typed("""{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}""")
                        + Typed("""{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"\"Paris\"}"}}""")
                        + end,
                    ""),
                new(
                    "an error in mid-answer",
                    "messages",
                    begin + hello + Typed("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
                    "Hello",
                    "Overloaded",
                    IsWhole: false),
                new("an error of a proxy", "messages", begin + hello + Error + end, "Hello", "boom", IsWhole: false),
                new("an event named error", "messages", begin + hello + ErrorWithoutData + end, "Hello", "event: error", IsWhole: false),
                new(
                    "an error of another name",
                    "messages",
                    begin + hello + "event: ping\ndata: {\"type\":\"error\",\"error\":{\"message\":\"boom\"}}\n\n" + end,
                    "Hello",
                    "boom",
                    IsWhole: false),
                new(
                    "an error of a proxy, with a type",
                    "messages",
                    begin + hello + "event: content_block_delta\n" + Error + end,
                    "Hello",
                    "boom",
                    IsWhole: false),
                new("heartbeats", "messages", Heartbeats + begin + hello + Heartbeats + end, "Hello"),
                new("a gap", "messages", begin + hello + Gap + end, "Hello", "gap", IsWhole: false),
                new("a gap of another form", "messages", begin + hello + GapOfAnotherForm + end, "Hello", "gap", IsWhole: false),
                new("problem details", "messages", begin + hello + Problem + end, "Hello", "Bad Gateway", IsWhole: false),
                new("no event lines", "messages", DataAlone(begin + hello + end), "Hello"),
                new("no event lines, cut", "messages", DataAlone(begin + hello + reason), "Hello", IsWhole: false),
                new("cut before message_stop", "messages", begin + hello, "Hello", IsWhole: false),
                new("text after the stop reason", "messages", begin + reason + hello + end, "Hello"),
                new("cut after the stop reason", "messages", begin + hello + reason, "Hello", IsWhole: false),
                new("text after message_stop, which is not read", "messages", begin + hello + end + hello, "Hello"),
            ];
        }
    }

    /// <summary>Gemini's <c>streamGenerateContent?alt=sse</c>, with CRLF and without an end mark.</summary>
    public static IEnumerable<LlmStream> Gemini
    {
        get
        {
            var hello = Part("""{"text":"Hel"}""");
            var end = Part("""{"text":"lo"}""", ",\"finishReason\":\"STOP\"");
            return
            [
                new("an answer", "gemini", hello + end, "Hello"),
                new("a finishReason in each chunk", "gemini", Part("""{"text":"Hel"}""", ",\"finishReason\":\"STOP\"") + end, "Hello"),
                new("thoughts alone", "gemini", Part("""{"text":"Well,","thought":true}""", ",\"finishReason\":\"MAX_TOKENS\""), ""),
                new(
                    "a call of a tool",
                    "gemini",
                    Part("""{"functionCall":{"name":"weather","args":{"city":"Paris"}}}""", ",\"finishReason\":\"STOP\""),
                    ""),
                new(
                    "an error in mid-answer",
                    "gemini",
                    hello + Data("""{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"""),
                    "Hel",
                    "The model is overloaded.",
                    IsWhole: false),
                new("a blocked question", "gemini", Data("""{"promptFeedback":{"blockReason":"SAFETY"}}"""), "", "SAFETY", IsWhole: false),
                new(
                    "parts in one chunk",
                    "gemini",
                    Part("""{"text":"Hel"},{"text":"lo"}""", ",\"finishReason\":\"STOP\""),
                    "Hello"),
                new(
                    "a last chunk without parts",
                    "gemini",
                    hello + Part("""{"text":"lo"}""") + Data("""{"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]}"""),
                    "Hello"),
                new("an error in an array", "gemini", Data("""[{"error":{"code":400,"message":"bad"}}]"""), "", "bad", IsWhole: false),
                new("heartbeats", "gemini", Heartbeats + hello + Heartbeats + end, "Hello"),
                new("a gap", "gemini", hello + Gap + end, "Hel", "gap", IsWhole: false),
                new("a gap of another form", "gemini", hello + GapOfAnotherForm + end, "Hel", "gap", IsWhole: false),
                new("problem details", "gemini", hello + Problem + end, "Hel", "Bad Gateway", IsWhole: false),
                new("an error of a proxy", "gemini", hello + Data("""{"detail":"boom"}""") + end, "Hel", "boom", IsWhole: false),
                new(
                    "an answer with thoughts, and its usage after the end",
                    "gemini",
                    Part("""{"text":"Well,","thought":true},{"text":"Hel","thought":false}""") + end
                        + Data("""{"usageMetadata":{"totalTokenCount":2}}"""),
                    "Hello"),
                new("an event named error", "gemini", hello + ErrorWithoutData + end, "Hel", "event: error", IsWhole: false),
                new("cut in the middle of an event", "gemini", hello + end.TrimEnd(), "Hel", IsWhole: false),
                new(
                    "cut in the middle of an event, though each has a finishReason",
                    "gemini",
                    Part("""{"text":"Hel"}""", ",\"finishReason\":\"STOP\"") + end.TrimEnd(),
                    "Hel",
                    IsWhole: false),
                new("cut before a finishReason", "gemini", hello, "Hel", IsWhole: false),
                new(
                    "an empty finishReason",
                    "gemini",
                    hello + Part("""{"text":"lo"}""", ",\"finishReason\":\"\""),
                    "Hello",
                    IsWhole: false),
                new("text after the finishReason", "gemini", hello + end + Part("""{"text":"!"}"""), "Hello!", IsWhole: false),
                new(
                    "text after a finishReason, and another one",
                    "gemini",
                    Part("", ",\"finishReason\":\"STOP\"") + hello + end,
                    "Hello"),
                new(
                    "text after a finishReason, and another one without text",
                    "gemini",
                    end + Part("""{"text":"!"}""") + Part("", ",\"finishReason\":\"STOP\""),
                    "lo!"),
                new(
                    "chunks without text after the finishReason",
                    "gemini",
                    hello + end + Part("""{"text":""}""") + Part("") + Data("""{"candidates":[{"groundingMetadata":{}}]}""")
                        + Data("""{"candidates":[],"usageMetadata":{}}"""),
                    "Hello"),
            ];
        }
    }

    private static string Error => Data("""{"error":{"message":"boom"}}""");

    private static string Part(string part, string more = "") => Data(
        $$$"""{"candidates":[{"content":{"parts":[{{{part}}}],"role":"model"}{{{more}}}}],"usageMetadata":{"promptTokenCount":1}}""")
        .ReplaceLineEndings("\r\n");
}
