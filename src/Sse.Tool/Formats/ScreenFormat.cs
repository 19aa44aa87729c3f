using Sse.Tool.Json;
using Sse.Tool.Output;

namespace Sse.Tool.Formats;

/// <summary>For a terminal: time since the last, type and ID in columns, then the data; JSON laid out, and below where it needs more than the line.</summary>
internal sealed class ScreenFormat(Func<int> width) : IEventFormat
{
    private const int TimeColumn = 8;
    private const int MaxType = 20;
    private const int MaxId = 24;

    private readonly string _below = new(' ', TimeColumn + 2);
    private int _typeColumn = 7;
    private int _idColumn;

    public bool TryWrite(SseEvent e, TimeSpan sinceLast, Paper paper)
    {
        var type = Printable.Short(e.Type, MaxType);
        var id = Printable.Short(e.LastEventId, MaxId);
        _typeColumn = Math.Max(_typeColumn, type.Length);
        _idColumn = Math.Max(_idColumn, id.Length);

        paper.Write(("+" + Elapsed.Of(sinceLast)).PadLeft(TimeColumn), Ink.Dim).Write("  ").Write(type, Ink.Type);
        var dataColumn = _below.Length + _typeColumn + 2 + (_idColumn > 0 ? _idColumn + 2 : 0);
        var position = _below.Length + type.Length;
        if (id.Length > 0)
        {
            paper.Write(new(' ', _typeColumn - type.Length + 2)).Write(id, Ink.Id);
            position = _below.Length + _typeColumn + 2 + id.Length;
        }

        WriteData(e.Data, paper, new(' ', dataColumn - position), width() - dataColumn - 1);
        paper.Line();
        return true;
    }

    private void WriteData(string data, Paper paper, string gap, int room)
    {
        using var json = JsonText.TryParseStructure(data);
        if (json is not null)
        {
            var isBelow = !JsonLayout.Fits(json.RootElement, room);
            paper.Write(isBelow ? "\n" + _below : gap);
            JsonLayout.Write(json.RootElement, paper, isBelow ? width() - _below.Length - 1 : room, _below.Length, width());
        }
        else if (data.Contains('\n', StringComparison.Ordinal))
        {
            paper.Line().Write(_below + Printable.Lines(data).Replace("\n", "\n" + _below, StringComparison.Ordinal));
        }
        else if (data.Length > 0)
        {
            paper.Write(gap).Write(Printable.Lines(data));
        }
    }
}
