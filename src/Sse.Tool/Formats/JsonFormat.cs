using Sse.Tool.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>What stands at a place of the data's JSON: a line each, or joined. Data without that place is passed over; data that is no JSON is told.</summary>
internal sealed class JsonFormat(JsonPath path, bool isJoined, bool isTerminal, Action<SseEvent> tellNoJson) : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper)
    {
        using var json = JsonText.TryParse(e.Data);
        if (json is null)
        {
            tellNoJson(e);
            return false;
        }

        if (path.Find(json.RootElement) is not { } value)
        {
            return false;
        }

        var text = JsonText.Value(value);
        paper.Write(isTerminal ? Printable.Lines(text) : text);
        if (!isJoined)
        {
            paper.Line();
        }

        return true;
    }
}
