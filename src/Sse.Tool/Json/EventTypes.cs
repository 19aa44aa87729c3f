using System.Text.Json;

namespace Sse.Tool;

/// <summary>The type of an event. Some APIs put it only into the JSON of the data: <c>{"type":"RUN_FINISHED"}</c>.</summary>
internal static class EventTypes
{
    public static bool IsOf(SseEvent e, string type)
    {
        if (e.Type == type)
        {
            return true;
        }

        if (e.Type != SseEvent.DefaultType || !e.Data.Contains(type, StringComparison.Ordinal))
        {
            return false;
        }

        using var json = JsonText.TryParseStructure(e.Data);
        return json is not null && new JsonPathSegment("type").Find(json.RootElement) is { ValueKind: JsonValueKind.String } value
            && JsonText.Value(value) == type;
    }
}
