using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// <c>--json</c>: writes the values at a path of the JSON data, one per line or joined. Skips events without that path, and reports those
/// of them that are errors, and data that is not JSON. The whole document is written of every event, and an error reported as well.
/// </summary>
internal sealed class JsonValueFormat(
    JsonPath path, bool isJoined, bool isTerminal, Action<SseEvent> reportInvalidJson, Action<string> reportError) : IEventFormat
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
            Report(ServerError.Find(e), e);
            return false;
        }

        var values = path.FindAll(json.RootElement)
            .Where(value => !(isJoined && value.ValueKind == JsonValueKind.Null))
            .Select(JsonText.Value)
            .ToList();
        if ((path.IsRoot || values.All(string.IsNullOrEmpty)) && ServerError.Find(e, json.RootElement) is { } error)
        {
            reportError(error);
            if (!path.IsRoot)
            {
                return false;
            }
        }

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

    private void Report(string? error, SseEvent e)
    {
        if (error is not null)
        {
            reportError(error);
        }
        else
        {
            reportInvalidJson(e);
        }
    }
}
