namespace LlmClient;

/// <summary>The supported families of APIs, as named on the command line.</summary>
internal enum LlmApi
{
    Chat,
    Messages,
}

internal static class LlmApis
{
    public static ILlmApi Create(this LlmApi api) => api == LlmApi.Chat ? new ChatCompletions() : new Messages();
}
