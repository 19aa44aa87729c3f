namespace Sse.Interop.Tests.Sdks;

/// <summary>OpenAI's chat completions, which many other servers also offer.</summary>
internal static class OpenAiChat
{
    public static Api Api { get; } = new("chat/completions")
    {
        Begin = [Chunk("""{"role":"assistant","content":""}""")],
        Token = text => Chunk($$"""{"content":"{{text}}"}"""),
        End = [Chunk("{}", "\"stop\"")],
        Completion = new("[DONE]"),
        Error = message => new(Refusal(500, message)),
        Refusal = Refusal,
    };

    public static string Refusal(int status, string message)
    {
        var type = status == 429 ? "rate_limit_error" : "server_error";
        return $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":null}}""";
    }

    private static SseEvent Chunk(string delta, string finishReason = "null") => new(
        """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"scripted","choices":"""
        + $$$"""[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finishReason}}}}]}""");
}
