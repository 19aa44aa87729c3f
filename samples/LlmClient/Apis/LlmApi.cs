namespace LlmClient;

/// <summary>The supported families of APIs, as named on the command line.</summary>
internal enum LlmApi
{
    Chat,
    Responses,
    Messages,
    Gemini,
}

internal static class LlmApis
{
    public static ILlmApi Create(this LlmApi api, bool isBackground = false) => api switch
    {
        LlmApi.Chat => new ChatCompletions(),
        LlmApi.Responses => new Responses(isBackground),
        LlmApi.Messages => new Messages(),
        _ => new Gemini(),
    };
}
