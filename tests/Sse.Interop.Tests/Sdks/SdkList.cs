using System.Text.Json;
using Sse.Interop.Tests.Peers;

namespace Sse.Interop.Tests.Sdks;

/// <summary>The SDKs, by their names in the guide.</summary>
internal static class SdkList
{
    public static Sdk[] All { get; } =
    [
        Node("openai, chat completions", "openai-chat", OpenAiChat.Api),
        Node("openai, responses", "openai-responses", OpenAiResponses.Api),
        Node("@anthropic-ai/sdk, messages.create", "anthropic", AnthropicMessages.Api),
        Node("@anthropic-ai/sdk, messages.stream", "anthropic-stream", AnthropicMessages.Api),
        Node("ai with @ai-sdk/openai", "ai-openai", OpenAiResponses.Api),
        Node("ai with @ai-sdk/anthropic", "ai-anthropic", AnthropicMessages.Api with { Route = "messages" }),
        Node("@ai-sdk/react, Chat", "use-chat", UiMessages.Api),
        Node("@google/genai", "genai", GeminiContent.Api),
        Node("@ag-ui/client", "ag-ui", AgUiRun.Api) with { LeavesRejections = true },
        DotNet("OpenAI, ChatClient", OpenAiChat.Api, DotNetSdks.OpenAiChatAsync),
        DotNet("OpenAI, ResponsesClient", OpenAiResponses.Api, DotNetSdks.OpenAiResponsesAsync),
        DotNet("Microsoft.Extensions.AI.OpenAI", OpenAiChat.Api, DotNetSdks.ExtensionsAsync),
        DotNet("Anthropic", AnthropicMessages.Api, DotNetSdks.AnthropicAsync),
    ];

    private static Sdk DotNet(string name, Api api, DotNetSdk sdk) => new(name, api, sdk.AskForAllAsync);

    private static Sdk Node(string name, string script, Api api) => new(name, api, async server =>
    {
        await NodeModules.RequireAsync();
        Requires.Program("curl"); // with which a script waits
        var cases = JsonSerializer.Serialize(new { uris = server.Uris, wait = server.WaitUri });
        await using var peer = Peer.Run(NodeModules.Node, $"sdks/{script}.mjs", cases);
        return Outcome.ReadAll(await peer.WaitForExitAsync());
    });
}
