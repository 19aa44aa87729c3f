using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>The data and nothing else, as it came; a terminal is spared what it would obey.</summary>
internal sealed class RawFormat(bool isTerminal) : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper)
    {
        paper.Write(isTerminal ? Printable.Lines(e.Data) : e.Data).Line();
        return true;
    }
}
