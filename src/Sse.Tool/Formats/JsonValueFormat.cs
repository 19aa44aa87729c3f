using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// <c>--json</c>: writes the values at a path of the JSON data, one per line or joined. Skips events without that path, and reports data
/// that is not JSON.
/// </summary>
internal sealed class JsonValueFormat(JsonPath path, bool isJoined, bool isTerminal, Action<SseEvent> reportInvalidJson) : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        if (e.Data.Length == 0)
        {
            return false; // an event that only has an ID or a type
        }

        using var json = JsonText.TryParse(e.Data);
        if (json is null)
        {
            reportInvalidJson(e);
            return false;
        }

        var values = path.FindAll(json.RootElement)
            .Where(value => !(isJoined && value.ValueKind == JsonValueKind.Null))
            .Select(JsonText.Value)
            .ToList();
        foreach (var text in values)
        {
            output.Write(isTerminal ? Printable.Lines(text) : text);
            if (!isJoined)
            {
                output.WriteLine();
            }
        }

        return values.Count > 0;
    }
}
