using System.Globalization;

namespace Sse.Tool;

/// <summary>
/// The default format of a pipe or a file: one event per line, as tab-separated seconds since the previous event, type, ID and data.
/// Line breaks in the data are written as <c>\n</c>.
/// </summary>
internal sealed class TabSeparatedFormat : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        output.Write(sinceLast.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)).Write("\t")
            .Write(Printable.Line(e.Type)).Write("\t")
            .Write(Printable.Line(e.LastEventId)).Write("\t")
            .Write(Printable.Lines(e.Data).Replace("\n", "\\n", StringComparison.Ordinal)).WriteLine();
        return true;
    }
}
