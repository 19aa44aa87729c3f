using System.Globalization;
using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>For a pipe or a file: an event, a line; seconds since the last, type, ID and data between tabs. A line break in data is written as <c>\n</c>.</summary>
internal sealed class PipeFormat : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper)
    {
        paper.Write(sinceLast.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)).Write("\t")
            .Write(Printable.Line(e.Type)).Write("\t")
            .Write(Printable.Line(e.LastEventId)).Write("\t")
            .Write(Printable.Lines(e.Data).Replace("\n", "\\n", StringComparison.Ordinal)).Line();
        return true;
    }
}
