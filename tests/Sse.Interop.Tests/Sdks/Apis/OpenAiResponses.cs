namespace Sse.Interop.Tests.Sdks;

/// <summary>OpenAI's responses.</summary>
internal static class OpenAiResponses
{
    private const string Text = Answers.Text;

    public static Api Api { get; } = new("responses")
    {
        Begin =
        [
            Event("response.created", $"\"response\":{Response("in_progress", "")}"),
            Event("response.in_progress", $"\"response\":{Response("in_progress", "")}"),
            Event("response.output_item.added", $"\"output_index\":0,\"item\":{Item("in_progress", "")}"),
            Event("response.content_part.added", $"{Place},\"part\":{Part("")}"),
        ],
        Token = text => Event("response.output_text.delta", $"{Place},\"delta\":\"{text}\",\"logprobs\":[]"),
        End =
        [
            Event("response.output_text.done", $"{Place},\"text\":\"{Text}\",\"logprobs\":[]"),
            Event("response.content_part.done", $"{Place},\"part\":{Part(Text)}"),
            Event("response.output_item.done", $"\"output_index\":0,\"item\":{Item("completed", Part(Text))}"),
            Event("response.completed", $"\"response\":{Response("completed", Item("completed", Part(Text)))}"),
        ],
        Error = message => Event("error", $"\"code\":\"server_error\",\"message\":\"{message}\",\"param\":null"),
        Refusal = OpenAiChat.Refusal,
    };

    private const string Place = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0";

    private static SseEvent Event(string type, string members) => new($$"""{"type":"{{type}}","sequence_number":1,{{members}}}""", type);

    private static string Part(string text) => $$"""{"type":"output_text","text":"{{text}}","annotations":[],"logprobs":[]}""";

    private static string Item(string status, string parts) =>
        $$"""{"id":"msg_1","type":"message","status":"{{status}}","role":"assistant","content":[{{parts}}]}""";

    private static string Response(string status, string items) => $$$"""
        {"id":"resp_1","object":"response","created_at":1700000000,"status":"{{{status}}}","model":"scripted","output":[{{{items}}}],
        "error":null,"incomplete_details":null,"instructions":null,"metadata":{},"parallel_tool_calls":true,"temperature":1,"top_p":1,
        "tool_choice":"auto","tools":[],"usage":{"input_tokens":1,"input_tokens_details":{"cached_tokens":0},"output_tokens":6,
        "output_tokens_details":{"reasoning_tokens":0},"total_tokens":7}}
        """.ReplaceLineEndings("");
}
