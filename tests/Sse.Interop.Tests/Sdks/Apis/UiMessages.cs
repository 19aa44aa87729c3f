namespace Sse.Interop.Tests.Sdks;

/// <summary>The message stream of Vercel's <c>useChat</c>.</summary>
internal static class UiMessages
{
    public static Api Api { get; } = new("api/chat")
    {
        Begin =
        [
            new("""{"type":"start","messageId":"msg_1"}"""),
            new("""{"type":"start-step"}"""),
            new("""{"type":"text-start","id":"text_1"}"""),
        ],
        Token = text => new($$"""{"type":"text-delta","id":"text_1","delta":"{{text}}"}"""),
        End =
        [
            new("""{"type":"text-end","id":"text_1"}"""),
            new("""{"type":"finish-step"}"""),
            new("""{"type":"finish","finishReason":"stop"}"""),
        ],
        Completion = new("[DONE]"),
        Error = message => new($$"""{"type":"error","errorText":"{{message}}"}"""),
        Refusal = (_, message) => message,
    };
}
