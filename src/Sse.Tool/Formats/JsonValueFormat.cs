using System.Text.Json;

namespace Sse.Tool;

/// <summary>
/// <c>--json</c>: writes the value at a path of the JSON data, one per line or joined. Skips events without that path, and reports those
/// of them that are errors, and data that is not JSON.
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

        var value = path.Find(json.RootElement);
        var text = value is { } found && !(isJoined && found.ValueKind == JsonValueKind.Null) ? JsonText.Value(found) : null;
        if (string.IsNullOrEmpty(text) && ServerError.Find(e, json.RootElement) is { } error)
        {
            reportError(error);
            return false;
        }

        if (text is null)
        {
            return false;
        }

        output.Write(isTerminal ? Printable.Lines(text) : text);
        if (!isJoined)
        {
            output.WriteLine();
        }

        return true;
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
