using Sse.Reactive.AspNetCore;

namespace Sse.Interop.Tests.Sdks;

/// <summary>Gemini's <c>streamGenerateContent</c>.</summary>
internal static class GeminiContent
{
    public static Api Api { get; } = new("v1/models/scripted:streamGenerateContent")
    {
        Heartbeat = SseHeartbeat.BlankLine,
        Begin = [],
        Token = text => Chunk(text, ""),
        End = [Chunk("", """ ,"finishReason":"STOP" """)],
        Error = message => new(Refusal(500, message)),
        Refusal = Refusal,
    };

    private static string Refusal(int status, string message)
    {
        var name = status switch { 429 => "RESOURCE_EXHAUSTED", 503 => "UNAVAILABLE", _ => "INTERNAL" };
        return $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","status":"{{{name}}}"}}""";
    }

    private static SseEvent Chunk(string text, string members) => new(
        $$"""{"candidates":[{"content":{"parts":[{"text":"{{text}}"}],"role":"model"},"index":0{{members}} }],"modelVersion":"m"}""");
}
