using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmServer.Models.Providers;

/// <summary>
/// Adapts the chunks of one answer to what the OpenAI SDK and its adapter for Microsoft.Extensions.AI expect: an array <c>choices</c>,
/// which some providers omit in the last chunk, or send as <c>null</c>; no finish reason until the last one, where some send an empty
/// text; thoughts as <c>reasoning_content</c>, which some call <c>reasoning</c>; and arguments of each call.
/// </summary>
internal sealed class ProviderChunks
{
    /// <summary>The finish reasons of OpenAI, which its SDK knows. Others, such as <c>eos_token</c>, end a whole answer too.</summary>
    private static readonly string[] FinishReasons = ["stop", "length", "tool_calls", "function_call", "content_filter"];

    /// <summary>Finish reasons of answers that are not whole, of vLLM and DeepSeek.</summary>
    private static readonly string[] Interruptions = ["abort", "insufficient_system_resource"];

    private readonly HashSet<int> _bareCalls = []; // calls of tools that have had no arguments yet, by their index

    /// <summary>The data of an event, as it is sent on.</summary>
    /// <returns><see langword="null"/> if the event is no part of the answer.</returns>
    /// <exception cref="ModelException">It reports an error, or that the answer was interrupted, or is no part of an answer.</exception>
    public string? DataOf(SseEvent e)
    {
        if (e is { Data: "[DONE]", Type: not ("error" or SseGap.EventType) })
        {
            return e.Data;
        }

        if (ProviderError.ThrowIfError(e) is not { } json)
        {
            return null;
        }

        json["choices"] ??= new JsonArray();
        foreach (var choice in (json["choices"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            Adapt(choice);
            AddArguments(choice);
        }

        return json.ToJsonString();
    }

    private static void Adapt(JsonObject choice)
    {
        var reason = Text(choice["finish_reason"]);
        if (reason is "")
        {
            choice.Remove("finish_reason");
        }
        else if (Interruptions.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            throw new ModelException(StatusCodes.Status502BadGateway, $"The model has stopped: {reason}.");
        }
        else if (reason is not null && !FinishReasons.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            choice["finish_reason"] = "stop";
        }

        if (choice["delta"] is not JsonObject delta)
        {
            return;
        }

        if (delta["content"] is JsonValue content && Text(content) is null)
        {
            throw new ModelException(StatusCodes.Status502BadGateway, "The answer of the model is invalid.");
        }

        if (Text(delta["reasoning"]) is { Length: > 0 } thought && Text(delta["reasoning_content"]) is null or "")
        {
            delta["reasoning_content"] = thought;
        }
    }

    /// <summary>Adds an empty object to each call without arguments, which some providers make of a tool without parameters.</summary>
    private void AddArguments(JsonObject choice)
    {
        var calls = (choice["delta"] as JsonObject)?["tool_calls"] as JsonArray;
        foreach (var call in calls?.OfType<JsonObject>() ?? [])
        {
            var index = call["index"] is JsonValue number && number.TryGetValue(out int given) ? given : 0;
            if (Text((call["function"] as JsonObject)?["arguments"]) is { Length: > 0 })
            {
                _bareCalls.Remove(index);
            }
            else if (call.ContainsKey("id"))
            {
                _bareCalls.Add(index);
            }
        }

        if (_bareCalls.Count > 0 && Text(choice["finish_reason"]) is not (null or "length") && choice["delta"] is JsonObject delta)
        {
            delta["tool_calls"] = new JsonArray([
                .. calls?.Select(call => call?.DeepClone()) ?? [],
                .. _bareCalls.Select(index => new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = "{}" } }),
            ]);
            _bareCalls.Clear();
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
