using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmServer.Models;
using Microsoft.Extensions.AI;

namespace LlmServer.Apis;

/// <summary>
/// The events of one response of OpenAI's API, numbered, in their order: the response begins, items are added and filled, it ends. Each
/// event is made when it is enumerated.
/// </summary>
internal sealed class ResponseEvents(string id, ResponseRequest request, Answer answer, bool hasIds)
{
    private static readonly TextForm Words =
        new("message", "response.content_part", "response.output_text", "content", "output_text", "text");

    private static readonly TextForm Refusal = new("message", "response.content_part", "response.refusal", "content", "refusal", "refusal");

    private static readonly TextForm Thoughts =
        new("reasoning", "response.reasoning_summary_part", "response.reasoning_summary_text", "summary", "summary_text", "text");

    private readonly JsonArray _output = [];
    private readonly StringBuilder _text = new();
    private readonly long _createdAt = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private TextForm? _open;
    private string _itemId = "";
    private int _count;

    /// <summary>How many events there are so far.</summary>
    public int Count => _count;

    public IEnumerable<SseEvent<JsonObject>> Begin() => [Event("response.created", new() { ["response"] = Response("in_progress") })];

    public IEnumerable<SseEvent<JsonObject>> Of(AIContent content) => content switch
    {
        TextContent text => Text(Words, text.Text),
        ErrorContent refusal => Text(Refusal, refusal.Message),
        TextReasoningContent thought => Text(Thoughts, thought.Text),
        FunctionCallContent call => Close().Concat(Call(call)),
        _ => [],
    };

    public IEnumerable<SseEvent<JsonObject>> End(ChatFinishReason finish, UsageDetails? usage)
    {
        foreach (var e in Close())
        {
            yield return e;
        }

        if (request.Store is not false) // before the client knows that the answer is whole, and refers to it
        {
            request.Stored?.Add(id, request, JsonElement.Parse(LlmServerJson.Write(_output)).EnumerateArray());
        }

        var reason = finish == ChatFinishReason.Length ? "max_output_tokens"
            : finish == ChatFinishReason.ContentFilter ? "content_filter"
            : null;
        var status = reason is null ? "completed" : "incomplete";
        var response = Response(status);
        response["incomplete_details"] = reason is null ? null : new JsonObject { ["reason"] = reason };
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = usage?.InputTokenCount ?? 0,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
            ["output_tokens"] = usage?.OutputTokenCount ?? 0,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
            ["total_tokens"] = usage?.TotalTokenCount ?? 0,
        };
        yield return Event($"response.{status}", new() { ["response"] = response });
    }

    private IEnumerable<SseEvent<JsonObject>> Text(TextForm form, string delta)
    {
        if (_open != form)
        {
            foreach (var e in Close())
            {
                yield return e;
            }

            (_open, _itemId) = (form, $"item_{Guid.NewGuid():N}");
            yield return Item("response.output_item.added", form.Item(_itemId, "in_progress", []));
            yield return InPart($"{form.PartEvents}.added", "part", form.Part(""));
        }

        _text.Append(delta);
        yield return InPart($"{form.TextEvents}.delta", "delta", delta);
    }

    /// <summary>Ends the open item of text.</summary>
    private IEnumerable<SseEvent<JsonObject>> Close()
    {
        if (_open is { } form)
        {
            var text = $"{_text}";
            yield return InPart($"{form.TextEvents}.done", form.TextName, text);
            yield return InPart($"{form.PartEvents}.done", "part", form.Part(text));
            var item = form.Item(_itemId, "completed", new(form.Part(text)));
            yield return Item("response.output_item.done", item);
            _output.Add(item.DeepClone());
            _text.Clear();
            _open = null;
        }
    }

    private IEnumerable<SseEvent<JsonObject>> Call(FunctionCallContent call)
    {
        _itemId = $"item_{Guid.NewGuid():N}";
        var arguments = Tools.ArgumentsOf(call);
        yield return Item("response.output_item.added", CallItem("in_progress", ""));
        yield return InItem("response.function_call_arguments.delta", new() { ["delta"] = arguments });
        yield return InItem(
            "response.function_call_arguments.done", new() { ["name"] = call.Name, ["arguments"] = arguments });
        var item = CallItem("completed", arguments);
        yield return Item("response.output_item.done", item);
        _output.Add(item.DeepClone());

        JsonObject CallItem(string status, string arguments) => new()
        {
            ["id"] = _itemId,
            ["type"] = "function_call",
            ["status"] = status,
            ["call_id"] = call.CallId,
            ["name"] = call.Name,
            ["arguments"] = arguments,
        };
    }

    private JsonObject Response(string status) => new()
    {
        ["id"] = id,
        ["object"] = "response",
        ["created_at"] = _createdAt,
        ["status"] = status,
        ["model"] = answer.Model,
        ["output"] = _output.DeepClone(),
        ["error"] = null,
        ["instructions"] = null,
        ["metadata"] = new JsonObject(),
        ["parallel_tool_calls"] = true,
        ["previous_response_id"] = request.PreviousResponseId,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
    };

    private SseEvent<JsonObject> Item(string type, JsonObject item) =>
        Event(type, new() { ["output_index"] = _output.Count, ["item"] = item });

    private SseEvent<JsonObject> InPart(string type, string name, JsonNode value) =>
        InItem(type, new() { [_open!.Index] = 0, [name] = value });

    private SseEvent<JsonObject> InItem(string type, JsonObject data)
    {
        data.Insert(0, "item_id", _itemId);
        data.Insert(1, "output_index", _output.Count);
        return Event(type, data);
    }

    private SseEvent<JsonObject> Event(string type, JsonObject data)
    {
        var number = _count++;
        data.Insert(0, "type", type);
        data.Insert(1, "sequence_number", number);
        return new(data, type, hasIds ? number.ToString(CultureInfo.InvariantCulture) : "");
    }

    /// <summary>How an item of text is written: the answer, a refusal, or the summary of the thoughts before it.</summary>
    private sealed record TextForm(string Type, string PartEvents, string TextEvents, string Content, string PartType, string TextName)
    {
        public string Index => $"{Content}_index";

        public JsonObject Part(string text)
        {
            var part = new JsonObject { ["type"] = PartType, [TextName] = text };
            if (PartType == "output_text")
            {
                part["annotations"] = new JsonArray();
            }

            return part;
        }

        public JsonObject Item(string id, string status, JsonArray content)
        {
            var item = new JsonObject { ["id"] = id, ["type"] = Type, ["status"] = status, [Content] = content };
            if (Type == "message")
            {
                item["role"] = "assistant";
            }

            return item;
        }
    }
}
