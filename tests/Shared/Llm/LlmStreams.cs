namespace Sse.Tests.Shared;

/// <summary>Answers in the formats of providers: whole ones, errors, and streams that end without their end mark.</summary>
internal static partial class LlmStreams
{
    private const string Done = "data: [DONE]\n\n";

    public static IEnumerable<LlmStream> All => [.. Chat, .. Responses, .. Messages, .. Gemini];

    /// <summary>Chat completions, which most providers offer, each in its own way.</summary>
    public static IEnumerable<LlmStream> Chat =>
    [
        new(
            "OpenAI",
            "chat",
            Chunk("""{"role":"assistant","content":"","refusal":null}""") + Hello + Finish("stop") + Usage + Done,
            "Hello"),
        new("OpenAI, a refusal", "chat", Chunk("""{"refusal":"I cannot."}""") + Finish("stop") + Done, ""),
        new(
            "OpenAI, a call of a tool",
            "chat",
            Chunk("""{"content":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"weather","arguments":""}}]}""")
                + Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}""")
                + Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]}""")
                + Finish("tool_calls") + Done,
            ""),
        new(
            "Azure OpenAI, whose first chunk has no choices",
            "chat",
            Data("""{"choices":[],"id":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}""")
                + Data("""{"choices":[{"content_filter_results":{},"delta":{"content":"Hello"},"finish_reason":null,"index":0}]}""")
                + Finish("stop") + Done,
            "Hello"),
        new(
            "DeepSeek, with thoughts and comments",
            "chat",
            ": keep-alive\n\n" + Chunk("""{"role":"assistant","content":null,"reasoning_content":"Well,"}""")
                + ": keep-alive\n\n" + Chunk("""{"content":"Hello","reasoning_content":null}""") + Finish("stop") + Done,
            "Hello"),
        new(
            "DeepSeek, thoughts alone up to the token limit",
            "chat",
            Chunk("""{"content":null,"reasoning_content":"Well,"}""") + Finish("length") + Done,
            ""),
        new("vLLM, with thoughts", "chat", Chunk("""{"reasoning":"Well,"}""") + Hello + Finish("stop") + Done, "Hello"),
        new(
            "vLLM, whose engine dies",
            "chat",
            Hello + Data("""{"object":"error","message":"EngineCore died","type":"InternalServerError","param":null,"code":500}""") + Done,
            "Hello",
            "EngineCore died",
            IsWhole: false),
        new(
            "vLLM, an error at the start",
            "chat",
            Data("""{"error":{"message":"The prompt is too long","type":"BadRequestError","param":null,"code":400}}""") + Done,
            "",
            "The prompt is too long",
            IsWhole: false),
        new(
            "llama.cpp",
            "chat",
            Chunk("""{"role":"assistant","content":null}""") + Hello
                + Data("""{"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"timings":{"predicted_n":2}}""") + Done,
            "Hello"),
        new(
            "llama.cpp, an error in mid-answer",
            "chat",
            Hello + Data("""{"error":{"code":500,"message":"context shift is disabled","type":"server_error"}}"""),
            "Hello",
            "context shift is disabled",
            IsWhole: false),
        new(
            "llama.cpp before 2025, an error as a line that is not a field",
            "chat",
            Hello + "error: {\"code\":500,\"message\":\"failed\"}\n\n",
            "Hello",
            IsWhole: false),
        new("Ollama, with thoughts", "chat", Chunk("""{"content":"","reasoning":"Well,"}""") + Hello + Finish("stop") + Done, "Hello"),
        new(
            "Ollama, an error in mid-answer",
            "chat",
            Hello + Data("""{"error":{"message":"model runner has stopped","type":"api_error","param":null,"code":null}}"""),
            "Hello",
            "model runner has stopped",
            IsWhole: false),
        new("OpenRouter, with comments", "chat", ": OPENROUTER PROCESSING\n\n" + Hello + Finish("stop") + Usage + Done, "Hello"),
        new(
            "OpenRouter, whose provider disconnects",
            "chat",
            ": OPENROUTER PROCESSING\n\n" + Hello + Data("""
                {"error":{"code":502,"message":"Provider disconnected"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}
                """),
            "Hello",
            "Provider disconnected",
            IsWhole: false),
        new(
            "only the usage, in chunks whose choices are null or missing",
            "chat",
            Hello + Data("""{"choices":null,"usage":{"total_tokens":2}}""") + Data("""{"usage":{"total_tokens":2}}""")
                + Data("""{"choices":[{"delta":null}]}""") + Data("""{"choices":[{"finish_reason":"stop"}]}""") + Done,
            "Hello"),
        new(
            "an event named error without an error in its data",
            "chat",
            Hello + "event: error\n" + Data("""{"message":"boom","code":7}""") + Done,
            "Hello",
            "boom",
            IsWhole: false),
        new("an event named error with text", "chat", Hello + "event: error\ndata: boom\n\n" + Done, "Hello", "boom", IsWhole: false),
        new("an event named error without data, which is none", "chat", Hello + ErrorWithoutData, "Hello", "event: error", IsWhole: false),
        new("an error without data, before [DONE]", "chat", Hello + ErrorWithoutData + Done, "Hello", "event: error", IsWhole: false),
        new("an event named error with empty data", "chat", Hello + "event: error\ndata:\n\n" + Done, "Hello", "error", IsWhole: false),
        new("an error as a line that is not a field", "chat", Hello + "error: {\"code\":5}\n\n" + Done, "Hello", "code", IsWhole: false),
        new("an error as JSON without data:", "chat", Hello + "{\"error\":\"boom\"}\n\n" + Done, "Hello", "boom", IsWhole: false),
        new(
            "OpenRouter, an error in a choice",
            "chat",
            Hello + Data("""{"choices":[{"delta":{"content":""},"error":{"code":502,"message":"boom"},"finish_reason":"error"}]}""") + Done,
            "Hello",
            "boom",
            IsWhole: false),
        new("OpenRouter, only a finish reason", "chat", Hello + Finish("error") + Done, "Hello", "error", IsWhole: false),
        new(
            "DeepSeek, interrupted",
            "chat",
            Hello + Finish("insufficient_system_resource") + Done,
            "Hello",
            "insufficient_system_resource",
            IsWhole: false),
        new("vLLM, interrupted", "chat", Hello + Finish("abort") + Done, "Hello", "abort", IsWhole: false),
        new("text after the finish reason", "chat", Finish("stop") + Hello + Usage + Done, "Hello"),
        new("text after the finish reason, without an end", "chat", Finish("stop") + Hello + Usage, "Hello", IsWhole: false),
        new("text after [DONE], which is not read", "chat", Hello + Finish("stop") + Done + Hello, "Hello"),
        new("a finish reason of its own", "chat", Hello + Finish("eos_token") + Done, "Hello"),
        new("an error that is a number", "chat", Hello + Data("""{"error":500,"choices":[]}""") + Done, "Hello", "500", IsWhole: false),
        new("an error that is zero", "chat", Hello + Data("""{"error":0,"choices":[]}""") + Done, "Hello"),
        new(
            "a list of errors",
            "chat",
            Hello + Data("""{"errors":[{"message":"boom"}],"choices":[]}""") + Done,
            "Hello",
            "boom",
            IsWhole: false),
        new("empty lists of errors", "chat", Data("""{"error":[],"choices":[]}""") + Data("""{"errors":[],"choices":[]}""") + Done, ""),
        new("an error that is true", "chat", Hello + Data("""{"error":true,"message":"boom"}""") + Done, "Hello", "boom", IsWhole: false),
        new("an error that is false", "chat", Hello + Data("""{"error":false,"choices":[]}""") + Done, "Hello"),
        new("null", "chat", Hello + Data("null") + Done, "Hello", "null", IsWhole: false),
        new("an array", "chat", Hello + Data("[1]") + Done, "Hello", "[1]", IsWhole: false),
        new("no data before [DONE]", "chat", Hello + "data:\n\n" + Done, "Hello", "JSON", IsWhole: false),
        new("[DONE] without a blank line: not yet an event", "chat", Hello + Finish("stop") + "data: [DONE]\n", "Hello", IsWhole: false),
        new("an error of a proxy", "chat", Hello + Data("""{"detail":"Internal"}""") + Done, "Hello", "Internal", IsWhole: false),
        new("problem details", "chat", Hello + Problem + Done, "Hello", "Bad Gateway", IsWhole: false),
        new(
            "null in place of a choice or a call",
            "chat",
            Hello + Data("""{"choices":[null]}""") + Chunk("""{"tool_calls":[null]}""") + Finish("stop") + Done,
            "Hello"),
        new(
            "Groq, which stops early",
            "chat",
            Hello + Data("""{"choices":[],"x_groq":{"id":"req_1","error":"over capacity"}}""") + Done,
            "Hello",
            "over capacity",
            IsWhole: false),
        new("Groq", "chat", Data("""{"choices":[],"x_groq":{"id":"req_1"}}""") + Hello + Finish("stop") + Done, "Hello"),
        new("an error in a delta", "chat", Hello + Chunk("""{"error":{"message":"boom"}}""") + Done, "Hello", "boom", IsWhole: false),
        new("half of a surrogate pair", "chat", Hello + Chunk("""{"content":"\ud83d"}""") + Done, "Hello", "surrogate", IsWhole: false),
        new("heartbeats", "chat", Heartbeats + Hello + Heartbeats + Finish("stop") + Done, "Hello"),
        new("a gap", "chat", Hello + Gap + Done, "Hello", "gap", IsWhole: false),
        new("a gap of another form", "chat", Hello + GapOfAnotherForm + Done, "Hello", "gap", IsWhole: false),
        new("no JSON", "chat", Hello + "data: oops\n\n" + Done, "Hello", "'o' is an invalid start of a value", IsWhole: false),
        new("an error as text", "chat", Data("""{"error":"overloaded"}"""), "", "overloaded", IsWhole: false),
        new("cut after a token", "chat", Hello, "Hello", IsWhole: false),
        new("cut before [DONE]", "chat", Hello + Finish("stop"), "Hello", IsWhole: false),
        new("empty", "chat", "", "", IsWhole: false),
    ];

    /// <summary>Events that only have a type, or a type and data of their own.</summary>
    private static string Heartbeats =>
        "event: ping\ndata:\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\nevent: keepalive\ndata: {}\n\n";

    private static string Gap => "event: sse-gap\ndata: {\"reason\":\"overflow\",\"count\":3}\n\n";

    private static string GapOfAnotherForm => "event: sse-gap\ndata: 3\n\n";

    private static string ErrorWithoutData => "event: error\n\n";

    /// <summary>Events without their type, which is in their data too.</summary>
    private static string DataAlone(string wire) =>
        string.Join('\n', wire.Split('\n').Where(line => !line.StartsWith("event: ", StringComparison.Ordinal)));

    private static string Problem => Data("""{"type":"https://example.com/bad","title":"Bad Gateway","status":502}""");

    private static string Hello => Chunk("""{"content":"Hel"}""") + Chunk("""{"content":"lo"}""");

    private static string Usage => Data("""{"object":"chat.completion.chunk","choices":[],"usage":{"completion_tokens":2}}""");

    private static string Chunk(string delta) => Choice(delta, "null");

    private static string Finish(string reason) => Choice("{}", $"\"{reason}\"");

    private static string Choice(string delta, string reason) => Data(
        $$"""{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{reason}}}]}""");

    private static string Data(string json) => $"data: {json}\n\n";

    private static string Typed(string json) =>
        $"event: {json.Split("\"type\":\"")[1].Split('"')[0]}\ndata: {json}\n\n";
}
