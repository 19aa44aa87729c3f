using System.Text;

namespace Sse.Tool;

/// <summary>
/// <c>--ndjson</c>: writes one JSON object per line, without losing anything: <c>{"type":"price","id":"42","data":"..."}</c>. An empty ID
/// is omitted. <c>sse serve --ndjson</c> reads this format.
/// </summary>
internal sealed class NdjsonFormat(bool isTerminal) : IEventFormat
{
    public static string Serialize(SseEvent e)
    {
        var line = new StringBuilder("{\"type\":").Append(JsonText.Quoted(e.Type));
        if (e.LastEventId.Length > 0)
        {
            line.Append(",\"id\":").Append(JsonText.Quoted(e.LastEventId));
        }

        return line.Append(",\"data\":").Append(JsonText.Quoted(e.Data)).Append('}').ToString();
    }

    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        var line = Serialize(e);
        output.Write(isTerminal ? Printable.Line(line) : line).WriteLine();
        return true;
    }
}
