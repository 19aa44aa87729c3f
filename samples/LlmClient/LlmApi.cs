namespace LlmClient;

/// <summary>The families of APIs, as the command line names them.</summary>
internal enum LlmApi
{
    Chat,
    Messages,
}

internal static class LlmApis
{
    public static ILlmApi Create(this LlmApi api) => api == LlmApi.Chat ? new ChatCompletions() : new Messages();
}
