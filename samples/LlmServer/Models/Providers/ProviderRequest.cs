using System.Text.Json.Nodes;
using LlmServer.Apis;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmServer.Models.Providers;

/// <summary>Parts of a request of chat completions that the adapter of Microsoft.Extensions.AI leaves out, or changes.</summary>
internal static class ProviderRequest
{
    /// <summary>
    /// Adds <c>top_k</c>, which OpenAI itself refuses, but vLLM and llama.cpp know; an effort that only OpenAI has; and the schemas of
    /// tools and answer as they were sent: the adapter requires each property.
    /// </summary>
    public static ChatOptions? Complete(ChatOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        var whole = options.Clone();
        whole.RawRepresentationFactory = _ =>
        {
            var request = new ChatCompletionOptions();
#pragma warning disable SCME0001 // for evaluation
            if (options.TopK is { } count)
            {
                request.Patch.Set("$.top_k"u8, count);
            }

            if (options.AdditionalProperties?.GetValueOrDefault(Settings.EffortName) is string effort)
            {
                request.Patch.Set("$.reasoning_effort"u8, effort);
            }

            if (options.Tools is { Count: > 0 } tools)
            {
                request.Patch.Set("$.tools"u8, Json(new JsonArray([.. tools.OfType<AIFunctionDeclaration>().Select(Tool)])));
            }

            if (options.ResponseFormat is ChatResponseFormatJson { Schema: not null } format)
            {
                var strict = options.AdditionalProperties?.GetValueOrDefault(Settings.StrictName);
                request.Patch.Set("$.response_format"u8, Json(Format(format, strict)));
            }
#pragma warning restore SCME0001

            return request;
        };
        return whole;
    }

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = WithStrict(
            new()
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
            },
            tool.AdditionalProperties.GetValueOrDefault(Settings.StrictName)),
    };

    private static JsonObject Format(ChatResponseFormatJson format, object? strict) => new()
    {
        ["type"] = "json_schema",
        ["json_schema"] = WithStrict(
            new()
            {
                ["name"] = format.SchemaName,
                ["description"] = format.SchemaDescription,
                ["schema"] = JsonNode.Parse(format.Schema!.Value.GetRawText()),
            },
            strict),
    };

    private static JsonObject WithStrict(JsonObject json, object? strict)
    {
        if (strict is bool isStrict)
        {
            json[Settings.StrictName] = isStrict;
        }

        if (string.IsNullOrEmpty((string?)json["description"]))
        {
            json.Remove("description");
        }

        return json;
    }

    private static BinaryData Json(JsonNode json) => BinaryData.FromString(json.ToJsonString());
}
