using System.Text.Json;
using System.Text.Json.Serialization;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>The request of chat completions, as far as this server uses it.</summary>
internal sealed record ChatRequest(
    ChatRequestMessage[] Messages,
    string? Model = null,
    bool? Stream = null,
    ChatStreamOptions? StreamOptions = null,
    ChatTool[]? Tools = null,
    int? MaxCompletionTokens = null,
    int? MaxTokens = null,
    float? Temperature = null,
    int? N = null,
    JsonElement? ToolChoice = null,
    float? TopP = null,
    float? FrequencyPenalty = null,
    float? PresencePenalty = null,
    int? TopK = null,
    long? Seed = null,
    JsonElement? Stop = null,
    JsonElement? ResponseFormat = null,
    string? ReasoningEffort = null,
    bool? ParallelToolCalls = null,
    string[]? Modalities = null) : IModelRequest
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; } // not init: the generated constructor would take it

    public IEnumerable<ChatMessage> ToMessages() => N is not (null or 1)
        ? throw new ParameterException("n", "This server gives one choice: 'n' must be 1.")
        : Messages.Items("messages").Select(message => message.ToMessage());

    public ChatOptions ToOptions()
    {
        Settings.RequireLimit(MaxCompletionTokens, "max_completion_tokens");
        Settings.RequireLimit(MaxTokens, "max_tokens");
        if (Modalities.Items("modalities").Any(modality => modality != "text"))
        {
            throw new ParameterException("modalities", "This server answers with text alone.");
        }

        Settings.RefuseAnyOf(Others, "audio", "function_call", "functions", "logit_bias", "logprobs", "top_logprobs",
            "verbosity", "web_search_options");
        var tools = Tools.Items("tools").Select(tool => tool.Function)
            .Select(tool => Apis.Tools.Declare(tool.Name, tool.Description, tool.Parameters, tool.Strict)).ToList();
        return new()
        {
            ModelId = Model,
            MaxOutputTokens = MaxCompletionTokens ?? MaxTokens,
            Temperature = Settings.RequireFinite(Temperature, "temperature"),
            TopP = Settings.RequireFinite(TopP, "top_p"),
            TopK = TopK,
            FrequencyPenalty = Settings.RequireFinite(FrequencyPenalty, "frequency_penalty"),
            PresencePenalty = Settings.RequireFinite(PresencePenalty, "presence_penalty"),
            Seed = Seed,
            StopSequences = Settings.StopOf(Stop),
            ResponseFormat = Settings.FormatOf(ResponseFormat, "response_format"),
            AdditionalProperties = Settings.OthersOf(ResponseFormat, "response_format", ReasoningEffort),
            Reasoning = Settings.EffortOf(ReasoningEffort, "reasoning_effort"),
            AllowMultipleToolCalls = ParallelToolCalls,
            ToolMode = Apis.Tools.ModeOf(ToolChoice, tools),
            Tools = tools,
        };
    }
}

internal sealed record ChatStreamOptions(bool? IncludeUsage = null);

internal sealed record ChatTool(ChatFunction Function);

internal sealed record ChatFunction(string Name, string? Description = null, JsonElement? Parameters = null, bool? Strict = null);

internal sealed record ChatToolCall(string Id, ChatCalledFunction Function)
{
    public AIContent ToContent() => Tools.Call(Id, Function.Name, Function.Arguments);
}

internal sealed record ChatCalledFunction(string Name, string Arguments);

internal sealed record ChatRequestMessage(
    string Role, JsonElement? Content = null, ChatToolCall[]? ToolCalls = null, string? ToolCallId = null, string? Name = null)
{
    public ChatMessage ToMessage() => Role == "tool" && ToolCallId is null
        ? throw new JsonException("A message with the role 'tool' must have a 'tool_call_id'.")
        : new(
            Tools.RoleOf(Role),
            ToolCallId is not null
                ? [new FunctionResultContent(ToolCallId, Tools.TextOf(Content))]
                : [new TextContent(Tools.TextOf(Content)), .. ToolCalls.Items("tool_calls").Select(call => call.ToContent())])
        {
            AuthorName = Name,
        };
}
