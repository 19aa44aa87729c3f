namespace Sse.Interop.Tests.Sdks;

/// <summary>A run of an AG-UI agent.</summary>
internal static class AgUiRun
{
    public static Api Api { get; } = new("agent")
    {
        Begin =
        [
            new("""{"type":"RUN_STARTED","threadId":"thread_1","runId":"run_1"}"""),
            new("""{"type":"TEXT_MESSAGE_START","messageId":"msg_1","role":"assistant"}"""),
        ],
        Token = text => new($$"""{"type":"TEXT_MESSAGE_CONTENT","messageId":"msg_1","delta":"{{text}}"}"""),
        End =
        [
            new("""{"type":"TEXT_MESSAGE_END","messageId":"msg_1"}"""),
            new("""{"type":"RUN_FINISHED","threadId":"thread_1","runId":"run_1"}"""),
        ],
        Error = message => new($$"""{"type":"RUN_ERROR","message":"{{message}}"}"""),
        Refusal = (_, message) => $$"""{"error":"{{message}}"}""",
    };
}
