namespace Sse.Tool;

/// <summary><c>--raw</c>: writes only the data, unchanged. In a terminal, control characters are replaced.</summary>
internal sealed class RawFormat(bool isTerminal) : IEventFormat
{
    public bool TryWrite(SseEvent e, TimeSpan sinceLast, TextOutput output)
    {
        output.Write(isTerminal ? Printable.Lines(e.Data) : e.Data).WriteLine();
        return true;
    }
}
