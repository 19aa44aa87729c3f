using System.Text;
using Sse.Tool.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>An object a line, with nothing lost: <c>{"type":"price","id":"42","data":"..."}</c>; an ID that is empty is left out. What <c>sse serve --ndjson</c> reads.</summary>
internal sealed class NdjsonFormat(bool isTerminal) : IEventFormat
{
    public static string Of(SseEvent e)
    {
        var line = new StringBuilder("{\"type\":").Append(JsonText.Quoted(e.Type));
        if (e.LastEventId.Length > 0)
        {
            line.Append(",\"id\":").Append(JsonText.Quoted(e.LastEventId));
        }

        return line.Append(",\"data\":").Append(JsonText.Quoted(e.Data)).Append('}').ToString();
    }

    public bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper)
    {
        var line = Of(e);
        paper.Write(isTerminal ? Printable.Line(line) : line).Line();
        return true;
    }
}
