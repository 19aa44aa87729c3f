namespace Sse.Interop.Tests.Sdks;

/// <summary>Anthropic's messages.</summary>
internal static class AnthropicMessages
{
    public static Api Api { get; } = new("v1/messages")
    {
        Begin =
        [
            Event("message_start", "\"message\":" + """
                {"id":"msg_1","type":"message","role":"assistant","model":"scripted","content":[],"stop_reason":null,"stop_sequence":null,
                "usage":{"input_tokens":1,"output_tokens":1}}
                """.ReplaceLineEndings("")),
            Event("content_block_start", """ "index":0,"content_block":{"type":"text","text":""} """),
            new("""{"type":"ping"}""", "ping"),
        ],
        Token = text => Event("content_block_delta", $$""" "index":0,"delta":{"type":"text_delta","text":"{{text}}"} """),
        End =
        [
            Event("content_block_stop", "\"index\":0"),
            Event("message_delta", """ "delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":6} """),
            new("""{"type":"message_stop"}""", "message_stop"),
        ],
        Error = message => new(Refusal(500, message), "error"),
        Refusal = Refusal,
    };

    private static string Refusal(int status, string message)
    {
        var type = status switch { 429 => "rate_limit_error", 503 => "overloaded_error", _ => "api_error" };
        return $$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}"},"request_id":null}""";
    }

    private static SseEvent Event(string type, string members) => new($$"""{"type":"{{type}}",{{members}}}""", type);
}
