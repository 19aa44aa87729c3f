namespace Sse.Tool;

/// <summary>
/// <c>--json</c>: writes the value at a path of the JSON data, one per line or joined. Skips events without that path, and reports data
/// that is not JSON.
/// </summary>
internal sealed class JsonValueFormat(JsonPath path, bool isJoined, bool isTerminal, Action<SseEvent> reportInvalidJson) : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        using var json = JsonText.TryParse(e.Data);
        if (json is null)
        {
            reportInvalidJson(e);
            return false;
        }

        if (path.Find(json.RootElement) is not { } value)
        {
            return false;
        }

        var text = JsonText.Value(value);
        output.Write(isTerminal ? Printable.Lines(text) : text);
        if (!isJoined)
        {
            output.WriteLine();
        }

        return true;
    }
}
